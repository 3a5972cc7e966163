package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkRow.JobResult;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.WorkApplied;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says what became of Works, in the name of one session: what was said last is stored with what is
 * published, so that a change is said once and never lost. When another session speaks for the
 * cluster, or something else is wanted of the Work by now, nothing is said.
 */
final class Reporter {
    private final ClusterName cluster;
    private final long session;
    private final Transactions transactions;

    Reporter(ClusterName cluster, long session, Transactions transactions) {
        this.cluster = cluster;
        this.session = session;
        this.transactions = transactions;
    }

    /** Whether this session may still write. Throws {@link DeposedException}. */
    void requireSession() {
        transactions.read(
                handle -> {
                    requireSession(ClusterStore.holds(handle, cluster, session));
                    return true;
                });
    }

    /** Whether nothing is held of the cluster of that name any more. */
    boolean isGivenUp(ClusterName name) {
        return transactions
                .read(handle -> ClusterStore.cluster(handle, name))
                .map(ClusterRow::removed)
                .orElse(false);
    }

    private void requireSession(boolean holds) {
        if (!holds) {
            throw new DeposedException(cluster, session);
        }
    }

    /** Changes a Work's record; nothing happens when something else is wanted of it by now. */
    void record(WorkRow row, Consumer<LedgerTransaction> change) {
        transactions.in(
                row.cause(),
                tx -> {
                    requireSession(ClusterStore.holds(tx.jdbi(), cluster, session));
                    if (WorkStore.lock(tx.jdbi(), row)) {
                        change.accept(tx);
                    }
                    return true;
                });
    }

    private void say(WorkRow row, LedgerTransaction tx, ObservationEvent event) {
        WorkStore.observed(tx.jdbi(), row, event);
        tx.publish(Topic.OBSERVATIONS, event);
    }

    /** All objects of this version were accepted. */
    void applied(WorkRow row) {
        record(
                row,
                tx -> {
                    WorkStore.settled(tx.jdbi(), row);
                    say(
                            row,
                            tx,
                            new WorkApplied(
                                    row.subject(),
                                    cluster,
                                    row.work(),
                                    row.attempt(),
                                    session,
                                    tx.now()));
                });
    }

    /** This is how the objects are, and what came of Jobs; said when that is news. */
    void observed(WorkRow row, List<ObservedObject> objects, List<JobResult> results) {
        var news =
                row.observation()
                                .filter(last -> isOf(row, last))
                                .filter(
                                        last ->
                                                last instanceof WorkObserved o
                                                        && o.objects().equals(objects))
                                .isEmpty()
                        || !results.equals(row.results());
        if (!news) {
            return;
        }
        record(
                row,
                tx -> {
                    WorkStore.results(tx.jdbi(), row, results);
                    say(
                            row,
                            tx,
                            new WorkObserved(
                                    row.subject(),
                                    cluster,
                                    row.work(),
                                    row.attempt(),
                                    session,
                                    objects,
                                    tx.now(),
                                    since(objects, tx.now())));
                });
    }

    private static Instant since(List<ObservedObject> objects, Instant now) {
        return objects.stream()
                .map(ObservedObject::since)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private boolean isOf(WorkRow row, ObservationEvent last) {
        return last.session() == session
                && last.attempt() == row.attempt()
                && last.subject().equals(row.subject());
    }

    /** An object was refused; said when that is news. */
    void rejected(WorkRow row, String object, Refused refused) {
        var known =
                row.observation()
                        .filter(last -> isOf(row, last))
                        .filter(
                                last ->
                                        last instanceof WorkRejected r
                                                && r.object().equals(object)
                                                && r.code().equals(refused.code())
                                                && r.message().equals(refused.message()))
                        .isPresent();
        if (known) {
            return;
        }
        ClusterLog.rejected(cluster, row.work(), object, refused.code(), refused.message());
        record(
                row,
                tx ->
                        say(
                                row,
                                tx,
                                new WorkRejected(
                                        row.subject(),
                                        cluster,
                                        row.work(),
                                        row.attempt(),
                                        session,
                                        object,
                                        refused.code(),
                                        refused.message(),
                                        refused.retryable(),
                                        tx.now())));
    }

    /** Nothing of the Work exists any more. */
    void removed(WorkRow row) {
        record(
                row,
                tx -> {
                    removed(tx, row, session, "Withdrawn");
                    ClusterLog.removed(cluster, row.work());
                });
    }

    /**
     * Records and says that nothing of a Work exists any more, and what follows for its cluster.
     *
     * @param reason of {@link WorkRemoved}
     */
    static void removed(LedgerTransaction tx, WorkRow row, long session, String reason) {
        var event =
                new WorkRemoved(
                        row.subject(),
                        row.cluster(),
                        row.work(),
                        row.attempt(),
                        session,
                        tx.now(),
                        reason);
        WorkStore.observed(tx.jdbi(), row, event);
        tx.publish(Topic.OBSERVATIONS, event, row.cause());
        Deletions.cluster(tx, row.cluster());
    }
}
