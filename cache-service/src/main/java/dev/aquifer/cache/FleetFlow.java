package dev.aquifer.cache;

import dev.aquifer.cache.store.Clusters;
import dev.aquifer.cache.store.Works;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.ClusterStorageFailed;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.Reachability;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is seen of clusters: notes it, then decides about all caches, as any may be wanted there.
 */
final class FleetFlow {
    private final CacheDecisions decisions;

    FleetFlow(CacheDecisions decisions) {
        this.decisions = decisions;
    }

    /** {@link Topic#CLUSTERS}. */
    void onCluster(Received received, LedgerTransaction tx) {
        if (!(received instanceof Fact fact)) {
            return;
        }
        var event = (ClusterEvent) fact.event();
        var name = event.subject().resource().name();
        var uid = event.subject().admittedUid().value();
        switch (event) {
            case Reachability reachability ->
                    note(
                            clusters -> {
                                boolean ready = reachability instanceof ClusterEvent.ClusterReady;
                                clusters.ready(name, uid, ready, words(reachability));
                                return true;
                            },
                            tx);
            case ClusterStorageReady storage ->
                    note(
                            clusters -> {
                                clusters.storage(name, uid, storage.storageClasses(), "");
                                return true;
                            },
                            tx);
            case ClusterStorageFailed failed ->
                    note(
                            clusters -> {
                                clusters.storage(name, uid, List.of(), failed.message());
                                return true;
                            },
                            tx);
            case ClusterRemoved _ ->
                    note(
                            clusters -> {
                                boolean known = clusters.removed(name, uid);
                                if (known) {
                                    new Works(tx.jdbi()).removedWith(name);
                                }
                                return known;
                            },
                            tx);
            case ClusterEvent other -> {} // capacity, sessions, silence, classes
        }
    }

    /** Decides about everything, if what was noted is news. */
    private void note(Predicate<Clusters> note, LedgerTransaction tx) {
        Turns.fleet(tx);
        if (note.test(new Clusters(tx.jdbi()))) {
            decisions.decideAll(tx);
        }
    }

    private static String words(Reachability reachability) {
        return switch (reachability) {
            case ClusterEvent.ClusterReady ready -> "runs " + ready.kubernetesVersion();
            case ClusterEvent.ClusterProvisioning waiting -> waiting.message();
            case ClusterEvent.ClusterUnreachable away -> away.message();
            case ClusterEvent.ClusterUnimplemented gap -> gap.message();
        };
    }
}
