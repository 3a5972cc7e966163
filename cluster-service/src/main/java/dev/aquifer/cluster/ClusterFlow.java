package dev.aquifer.cluster;

import dev.aquifer.cluster.reconcile.Deletions;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.Facts;
import dev.aquifer.events.ClusterEvent.ClassAccepted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClassRequested;
import dev.aquifer.events.DesiredEvent.ClassWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import java.util.Optional;

/**
 * What becomes of classes and clusters that users want. A class is accepted at once. A cluster is
 * remembered; whoever has it is told by the commit, and adopts it. What is withdrawn goes as soon
 * as nobody needs it any more, and until then says who does.
 */
final class ClusterFlow {

    void onDesired(Received received, LedgerTransaction tx) {
        switch (received) {
            case Received.Fact fact -> {
                switch (fact.event()) {
                    case ClassRequested requested -> accept(requested, tx);
                    case ClassWithdrawn withdrawn -> {
                        if (ClusterStore.withdrawClass(
                                tx.jdbi(), withdrawn.subject(), withdrawn.since())) {
                            Deletions.classes(tx);
                        } else {
                            Deletions.classNeverKnown(tx, withdrawn.subject());
                        }
                    }
                    case ClusterRequested requested -> remember(requested, tx);
                    case ClusterWithdrawn withdrawn -> giveUp(withdrawn, tx);
                    default -> {} // What caches, deployments and services are wanted.
                }
            }
            case Received.Gone gone -> forget(ResourceRef.parse(gone.key()), tx);
        }
    }

    private static void accept(ClassRequested requested, LedgerTransaction tx) {
        var subject = requested.subject();
        ClusterStore.put(tx.jdbi(), subject, requested.spec(), tx.cause().correlationId());
        Facts.say(tx, tx.cause(), since -> new ClassAccepted(subject, since));
    }

    private static void remember(ClusterRequested requested, LedgerTransaction tx) {
        ClusterStore.put(
                tx.jdbi(), requested.subject(), requested.spec(), tx.cause().correlationId());
        Deletions.classes(tx); // A pool that is not there any more may have held one.
    }

    private static void giveUp(ClusterWithdrawn withdrawn, LedgerTransaction tx) {
        var name = new ClusterName(withdrawn.subject().resource().name());
        var _ = ClusterStore.lock(tx.jdbi(), name);
        if (ClusterStore.withdrawCluster(tx.jdbi(), withdrawn.subject(), withdrawn.since())) {
            Deletions.cluster(tx, name);
        } else {
            Deletions.neverKnown(tx, withdrawn.subject());
        }
    }

    /** The resource is gone from the control API: nothing of it is left to be said. */
    private static void forget(ResourceRef resource, LedgerTransaction tx) {
        switch (resource.kind()) {
            case "InferenceCluster" -> {
                var row = ClusterStore.cluster(tx.jdbi(), new ClusterName(resource.name()));
                if (row.isEmpty() || row.get().removed()) {
                    Facts.forget(tx, resource, Optional.empty());
                } else {
                    ClusterLog.early(resource.toString());
                }
            }
            case "InferenceClass" -> {
                var exists =
                        ClusterStore.classes(tx.jdbi()).stream()
                                .anyMatch(c -> c.name().equals(resource.name()));
                if (exists) {
                    ClusterLog.early(resource.toString());
                } else {
                    Facts.forget(tx, resource, Optional.empty());
                }
            }
            default -> {} // Not ours.
        }
    }
}
