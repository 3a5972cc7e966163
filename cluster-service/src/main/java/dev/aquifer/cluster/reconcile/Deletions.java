package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.store.ClassRow;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.Facts;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterEvent.ClassRemoved;
import dev.aquifer.events.ClusterEvent.ClusterDeletionBlocked;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.spec.InferenceClusterSpec.NodePool;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Ends what was withdrawn, as soon as nobody needs it: a cluster while no Work is on it, a class
 * while no pool names it. Asked again whenever one of these may have changed.
 */
public final class Deletions {
    private Deletions() {}

    /** Looks whether a withdrawn cluster can go, and says so, or who holds it. */
    public static void cluster(LedgerTransaction tx, ClusterName name) {
        var row =
                ClusterStore.cluster(tx.jdbi(), name)
                        .filter(c -> c.withdrawnSince().isPresent() && !c.removed());
        if (row.isEmpty()) {
            return;
        }
        var cluster = row.get();
        var blockers = owners(WorkStore.of(tx.jdbi(), name));
        var cause = Cause.continuing(cluster.correlation());
        if (!blockers.isEmpty()) {
            Facts.say(
                    tx,
                    cause,
                    since -> new ClusterDeletionBlocked(cluster.subject(), blockers, since));
            return;
        }
        Facts.say(tx, cause, since -> new ClusterRemoved(cluster.subject(), since));
        var resource = cluster.subject().resource();
        Facts.forget(tx, resource, Optional.of(Slot.of(resource, "deletion")));
        ClusterStore.markRemoved(tx.jdbi(), name);
        classes(tx);
    }

    /** Nothing is held of a cluster that was withdrawn before it was ever known here. */
    public static void neverKnown(LedgerTransaction tx, Subject subject) {
        Facts.say(tx, tx.cause(), since -> new ClusterRemoved(subject, since));
    }

    /** The same for a class. */
    public static void classNeverKnown(LedgerTransaction tx, Subject subject) {
        Facts.say(tx, tx.cause(), since -> new ClassRemoved(subject, since));
    }

    private static List<String> owners(List<WorkRow> works) {
        return works.stream()
                .filter(work -> !work.removed())
                .map(work -> work.subject().resource().toString())
                .distinct()
                .sorted()
                .toList();
    }

    /** Looks which withdrawn classes can go, and says so, or who names them. */
    public static void classes(LedgerTransaction tx) {
        var clusters = ClusterStore.clusters(tx.jdbi());
        for (var hardware : ClusterStore.classes(tx.jdbi())) {
            if (hardware.withdrawnSince().isPresent()) {
                withdrawn(tx, hardware, clusters);
            }
        }
    }

    private static void withdrawn(
            LedgerTransaction tx, ClassRow hardware, List<ClusterRow> clusters) {
        var cause = Cause.continuing(hardware.correlation());
        var blockers =
                clusters.stream()
                        .filter(cluster -> !cluster.removed())
                        .filter(cluster -> names(cluster, hardware.name()))
                        .map(cluster -> cluster.subject().resource().toString())
                        .toList();
        if (!blockers.isEmpty()) {
            Facts.say(
                    tx,
                    cause,
                    since -> new ClusterDeletionBlocked(hardware.subject(), blockers, since));
            return;
        }
        Facts.say(tx, cause, since -> new ClassRemoved(hardware.subject(), since));
        var resource = hardware.subject().resource();
        Facts.forget(tx, resource, Optional.of(Slot.of(resource, "deletion")));
        ClusterStore.deleteClass(tx.jdbi(), hardware);
    }

    private static boolean names(ClusterRow cluster, String hardware) {
        return cluster.spec().pools().stream()
                .map(NodePool::inferenceClass)
                .anyMatch(hardware::equals);
    }
}
