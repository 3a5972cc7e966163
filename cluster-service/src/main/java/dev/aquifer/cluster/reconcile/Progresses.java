package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.WorkId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Follows the pods of those Works that report progress, one pod for each. */
final class Progresses implements AutoCloseable {
    private final WorkloadCluster cluster;
    private final Transactions transactions;
    private final ScheduledExecutorService timer;
    private final Consumer<WorkId> spoke;
    private final Map<WorkId, ProgressFollower> followers = new HashMap<>();

    /**
     * Follows nobody yet.
     *
     * @param spoke is told of each Work whose worker said something on which others act
     */
    Progresses(
            WorkloadCluster cluster,
            Transactions transactions,
            ScheduledExecutorService timer,
            Consumer<WorkId> spoke) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.timer = timer;
        this.spoke = spoke;
    }

    /** Follows the pod of a Work that runs now; one that ended is read to its end. */
    synchronized void follow(WorkRow row) {
        if (row.withdrawn() || !row.reportsProgress()) {
            stop(row.work());
            return;
        }
        var pod = running(row);
        var follower = followers.get(row.work());
        if (pod.isEmpty()) {
            if (follower != null) {
                follower.finish();
            }
        } else if (follower == null || !follower.follows(pod.get())) {
            stop(row.work());
            followers.put(
                    row.work(),
                    new ProgressFollower(
                            cluster,
                            transactions,
                            timer,
                            row,
                            pod.get(),
                            () -> spoke.accept(row.work())));
        }
    }

    private Optional<ObjectTree> running(WorkRow row) {
        return cluster.ownedBy(row.subject().admittedUid().value()).stream()
                .filter(o -> o.ref().is("", "Pod"))
                .filter(pod -> pod.text("status", "phase").equals("Running"))
                .filter(pod -> belongs(row, pod.label("batch.kubernetes.io/job-name")))
                .findFirst();
    }

    private static boolean belongs(WorkRow row, String job) {
        return row.manifests().stream()
                .anyMatch(m -> m.ref().is("batch", "Job") && m.ref().name().equals(job));
    }

    /** What the worker of this attempt said, as far as it was heard. */
    synchronized Heard heard(WorkRow row) {
        return Optional.ofNullable(followers.get(row.work()))
                .filter(follower -> follower.isOf(row))
                .map(ProgressFollower::heard)
                .orElse(Heard.NOTHING);
    }

    /** Stops following a Work. */
    synchronized void stop(WorkId work) {
        var follower = followers.remove(work);
        if (follower != null) {
            follower.close();
        }
    }

    @Override
    public synchronized void close() {
        followers.values().forEach(ProgressFollower::close);
        followers.clear();
    }
}
