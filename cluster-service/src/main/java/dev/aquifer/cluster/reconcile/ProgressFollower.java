package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.kubernetes.LogStream;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of one pod and says how far it is: the first and the last at once, in between not
 * more often than each two seconds. It reconnects until it is closed.
 */
final class ProgressFollower implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final WorkloadCluster cluster;
    private final Transactions transactions;
    private final ScheduledExecutorService timer;
    private final WorkRow row;
    private final ObjectTree pod;
    private final Runnable spoke;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean finishing;
    private volatile @Nullable LogStream open;
    private Progress said = Progress.NOTHING_SAID;
    private Progress known = Progress.NOTHING_SAID;
    private volatile Heard heard = Heard.NOTHING;
    private boolean resting;

    ProgressFollower(
            WorkloadCluster cluster,
            Transactions transactions,
            ScheduledExecutorService timer,
            WorkRow row,
            ObjectTree pod,
            Runnable spoke) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.timer = timer;
        this.row = row;
        this.pod = pod;
        this.spoke = spoke;
        this.thread = Thread.ofVirtual().name("log " + pod.ref().name()).start(this::follow);
    }

    boolean follows(ObjectTree other) {
        return pod.uid().equals(other.uid());
    }

    /** Another attempt has another worker, though it may not run yet. */
    boolean isOf(WorkRow other) {
        return row.attempt() == other.attempt();
    }

    private void follow() {
        for (var last = false; !closed && !last; ) {
            last = finishing;
            try (var log = cluster.logs().follow(pod)) {
                open = log;
                for (var line = log.next(); line.isPresent(); line = log.next()) {
                    heard(line.get());
                }
            } catch (IOException | RuntimeException e) {
                // The log broke off, the pod or the cluster is away: tried again while wanted.
                ClusterLog.logBrokeOff(row.cluster(), pod.ref(), e);
            }
            flush();
            try {
                if (!closed && !last) {
                    Thread.sleep(RECONNECT);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What the worker said on which others act. */
    Heard heard() {
        return heard;
    }

    private synchronized void heard(String line) {
        known = known.after(line);
        var before = heard;
        heard = before.after(line, known);
        if (!heard.equals(before)) {
            spoke.run();
        }
        if (!resting && !known.equals(said)) {
            say();
            resting = true;
            var _ = timer.schedule(this::rested, PACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void rested() {
        resting = false;
        if (!closed && !known.equals(said)) {
            say();
            resting = true;
            var _ = timer.schedule(this::rested, PACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void flush() {
        if (!known.equals(said)) {
            say();
        }
    }

    /** Numbers for people: when they cannot be stored now, the next ones will be. */
    private void say() {
        said = known;
        try {
            transactions.in(
                    row.cause(),
                    tx -> {
                        tx.publish(Topic.MEASUREMENTS, said.event(row, tx.now()));
                        return true;
                    });
        } catch (RuntimeException e) {
            ClusterLog.measurementLost(row.cluster(), row.work(), e);
        }
    }

    /** The pod ended: what its log has left is read, and that is the last. */
    void finish() {
        finishing = true;
    }

    @Override
    public void close() {
        closed = true;
        var log = open;
        if (log != null) {
            log.close();
        }
        thread.interrupt();
        flush();
    }
}
