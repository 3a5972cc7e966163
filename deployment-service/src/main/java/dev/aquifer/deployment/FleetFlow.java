package dev.aquifer.deployment;

import dev.aquifer.deployment.store.Inputs;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.Use;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.Reachability;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;

/** What deployments stand on: clusters and what they have, caches and where they are complete. */
final class FleetFlow {
    private final ReplicaFlow replicas;

    FleetFlow(ReplicaFlow replicas) {
        this.replicas = replicas;
    }

    /** {@link Topic#CLUSTERS}. */
    void onCluster(Received received, LedgerTransaction tx) {
        if (!(received instanceof Fact fact) || !(fact.event() instanceof ClusterEvent event)) {
            return;
        }
        var inputs = new Inputs(tx.jdbi());
        var cluster = new ClusterName(event.subject().resource().name());
        switch (event) {
            case ClusterReady ready -> {
                Turns.fleet(tx);
                inputs.clusterReady(cluster, ready.capabilities());
                DeploymentDecisions.allAreDue(tx);
            }
            case Reachability other -> {
                // Unreachable is never gone: nothing is decided because of it.
                Turns.fleet(tx);
                inputs.clusterNotReady(cluster, other.subject().admittedUid());
            }
            case ClusterCapacityObserved capacity -> {
                Turns.fleet(tx);
                inputs.clusterPools(cluster, capacity.pools());
                DeploymentDecisions.allAreDue(tx);
            }
            case ClusterRemoved removed -> {
                Turns.fleet(tx);
                inputs.clusterRemoved(cluster, removed.subject().admittedUid());
            }
            case ClusterEvent other -> {} // storage, sessions, classes: not asked by any gate here
        }
    }

    /** {@link Topic#CACHES}. */
    void onCache(Received received, LedgerTransaction tx) {
        if (!(received instanceof Fact fact)) {
            return;
        }
        switch ((CacheEvent) fact.event()) {
            case Hydration hydration -> hydration(hydration, tx);
            case Use use -> replicas.onUse(use, tx);
            case CacheRemoved removed -> {
                var cache = removed.subject();
                Turns.cache(cache.resource(), tx);
                new Inputs(tx.jdbi()).cacheRemoved(cache.resource(), cache.admittedUid());
            }
            case CacheEvent other -> {} // for status only
        }
    }

    private void hydration(Hydration hydration, LedgerTransaction tx) {
        boolean ready =
                hydration instanceof HydrationCompleted || hydration instanceof ClaimAdopted;
        var cache = hydration.subject();
        Turns.cache(cache.resource(), tx);
        new Inputs(tx.jdbi()).cacheOnCluster(cache.admittedUid(), hydration.cluster(), ready);
        if (ready) {
            DeploymentDecisions.mountingAreDue(cache.resource(), tx);
        }
    }
}
