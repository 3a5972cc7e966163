package dev.aquifer.deployment;

import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Inputs;
import dev.aquifer.deployment.store.Said;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.Reachability;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import java.util.List;
import java.util.Set;

/**
 * What deployment-service does with what it hears, start to finish: keep the newest level, then
 * decide again what it concerns. Routing has a flow of its own.
 */
final class DeploymentFlow {
    private static final Set<String> OURS =
            Set.of("ModelDeployment", "ModelService", "ModelEndpoint", "InferenceGateway");

    private final ReplicaDecisions decisions;
    private final RoutingFlow routing;

    DeploymentFlow(ReplicaDecisions decisions, RoutingFlow routing) {
        this.decisions = decisions;
        this.routing = routing;
    }

    /** {@link Topic#DESIRED}. */
    void onDesired(Received received, LedgerTransaction tx) {
        Serialized.decisions(tx.jdbi());
        if (received instanceof Gone gone) {
            onGone(gone.key(), tx);
            return;
        }
        var fact = (Fact) received;
        switch ((DesiredEvent) fact.event()) {
            case ClusterRequested event -> {
                var uid = event.subject().admittedUid();
                new Inputs(tx.jdbi()).clusterWanted(name(event), uid, event.metadata().labels());
                decisions.decideAll(tx);
            }
            case ClusterWithdrawn event -> {
                new Inputs(tx.jdbi()).clusterGoing(name(event), event.subject().admittedUid());
                decisions.decideAll(tx);
            }
            case CacheRequested event -> cache(event.subject(), false, tx);
            case CacheWithdrawn event -> cache(event.subject(), true, tx);
            case DeploymentRequested event -> {
                new Deployments(tx.jdbi()).requested(event, fact.meta().correlationId());
                decisions.decide(event.subject().admittedUid(), tx, tx.cause());
            }
            case DeploymentWithdrawn event -> withdrawn(event, tx);
            case DesiredEvent other -> routing.on(other, tx);
        }
    }

    private void cache(Subject cache, boolean going, LedgerTransaction tx) {
        new Inputs(tx.jdbi()).cache(cache.resource(), cache.admittedUid(), going);
        decisions.decideAll(tx);
    }

    private void withdrawn(DeploymentWithdrawn event, LedgerTransaction tx) {
        if (new Deployments(tx.jdbi()).going(event.subject())) {
            decisions.decide(event.subject().admittedUid(), tx, tx.cause());
        } else {
            // It was removed before, and whoever asks again did not hear of it.
            tx.publish(Topic.DEPLOYMENTS, new DeploymentRemoved(event.subject(), event.since()));
        }
    }

    /** The control API has the object no more: nobody waits for the last word on it. */
    private static void onGone(String key, LedgerTransaction tx) {
        var resource = ResourceRef.parse(key);
        boolean another = new Deployments(tx.jdbi()).exists(resource);
        if (OURS.contains(resource.kind()) && !another) {
            new Said(tx, Cause.continuing(key)).unsayAll(Topic.DEPLOYMENTS, resource, "");
        }
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
                Serialized.decisions(tx.jdbi());
                inputs.clusterReady(cluster, ready.capabilities());
                decisions.decideAll(tx);
            }
            case Reachability other -> {
                Serialized.decisions(tx.jdbi());
                inputs.clusterNotReady(cluster, other.subject().admittedUid());
            }
            case ClusterCapacityObserved capacity -> {
                Serialized.decisions(tx.jdbi());
                inputs.clusterPools(cluster, capacity.pools());
                decisions.decideAll(tx);
            }
            case ClusterRemoved removed -> {
                Serialized.decisions(tx.jdbi());
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
        Serialized.decisions(tx.jdbi());
        var inputs = new Inputs(tx.jdbi());
        switch ((CacheEvent) fact.event()) {
            case Hydration hydration -> {
                boolean ready =
                        hydration instanceof HydrationCompleted
                                || hydration instanceof ClaimAdopted;
                inputs.cacheOnCluster(
                        hydration.subject().admittedUid(), hydration.cluster(), ready);
                if (ready) {
                    decisions.decideAll(tx);
                }
            }
            case CacheUseGranted granted -> decisions.granted(granted, tx);
            case CacheUseRefused refused -> decisions.refused(refused, tx);
            case CacheRemoved removed ->
                    inputs.cacheRemoved(
                            removed.subject().resource(), removed.subject().admittedUid());
            case CacheEvent other -> {} // for status only
        }
    }

    /** {@link Topic#OBSERVATIONS}. */
    void onObservation(Received received, LedgerTransaction tx) {
        if (received instanceof Fact fact && fact.event() instanceof ObservationEvent event) {
            var replica = new Deployments(tx.jdbi()).byWork(event.work());
            if (replica.isPresent()) { // else the Work is cache-service's
                Serialized.decisions(tx.jdbi());
                decisions.observed(event, tx);
            }
        }
    }

    /** The engine of a replica answered through its route. */
    void onAnswer(EngineAnswer answer, LedgerTransaction tx) {
        Serialized.decisions(tx.jdbi());
        decisions.answered(answer, tx);
    }

    /**
     * What an engine listed.
     *
     * @param url that was asked; an answer of another one than the replica has now is void
     */
    record EngineAnswer(Uid deployment, String replica, String url, List<String> models) {
        EngineAnswer {
            models = List.copyOf(models);
        }
    }

    private static ClusterName name(DesiredEvent event) {
        return new ClusterName(event.subject().resource().name());
    }
}
