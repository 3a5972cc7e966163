package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.reconcile.Observing.Seen;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.Input;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

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
                    requireSession(holds(handle));
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

    /** A database that was restored may have this very session, and older wishes. */
    private boolean holds(Handle handle) {
        return ClusterStore.holds(handle, cluster, session)
                && transactions.isAbreast(handle, cluster);
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
                    requireSession(holds(tx.jdbi()));
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

    /** This is how the objects are, what came of Jobs, and what they use; said when it is news. */
    void observed(WorkRow row, Seen seen, Optional<List<Input>> inputs) {
        var reasons = seen.reasons().isEmpty() ? null : seen.reasons();
        var known =
                row.observation()
                        .filter(last -> isOf(row, last))
                        .map(last -> last instanceof WorkObserved observed ? observed : null)
                        .filter(last -> last.objects().equals(seen.objects()))
                        .filter(last -> Objects.equals(last.inputs(), inputs.orElse(null)))
                        .filter(last -> Objects.equals(last.reasons(), reasons))
                        .isPresent();
        if (known && seen.results().equals(row.results())) {
            return;
        }
        record(
                row,
                tx -> {
                    WorkStore.results(tx.jdbi(), row, seen.results());
                    say(
                            row,
                            tx,
                            new WorkObserved(
                                    row.subject(),
                                    cluster,
                                    row.work(),
                                    row.attempt(),
                                    session,
                                    seen.objects(),
                                    tx.now(),
                                    since(seen.objects(), tx.now()),
                                    inputs.orElse(null),
                                    reasons));
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
