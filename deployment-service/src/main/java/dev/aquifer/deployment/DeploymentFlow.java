package dev.aquifer.deployment;

import dev.aquifer.deployment.store.Causes;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Due;
import dev.aquifer.deployment.store.Due.DueRow;
import dev.aquifer.deployment.store.Inputs;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.DesiredEvent.EndpointWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.ledger.Said;
import java.util.List;
import java.util.Set;

/**
 * What deployment-service does with what users want, start to finish: keep the newest level, then
 * decide again what it concerns. {@link FleetFlow} hears of clusters and caches, {@link
 * ReplicaFlow} of single replicas, {@link RoutingFlow} of services, {@link EndpointFlow} of
 * endpoints made by hand.
 */
final class DeploymentFlow {
    private static final Set<String> OURS =
            Set.of("ModelDeployment", "ModelService", "ModelEndpoint", "InferenceGateway");

    private final DeploymentDecisions decisions;
    private final RoutingFlow routing;
    private final EndpointFlow endpoints;

    DeploymentFlow(DeploymentDecisions decisions, RoutingFlow routing, EndpointFlow endpoints) {
        this.decisions = decisions;
        this.routing = routing;
        this.endpoints = endpoints;
    }

    /** {@link Topic#DESIRED}. */
    void onDesired(Received received, LedgerTransaction tx) {
        if (received instanceof Gone gone) {
            onGone(gone.key(), tx);
            return;
        }
        var fact = (Fact) received;
        var resource = fact.event().subject().resource();
        if (OURS.contains(resource.kind())) {
            new Causes(tx.jdbi()).remember(resource, fact.meta().id());
        }
        switch ((DesiredEvent) fact.event()) {
            case ClusterRequested event -> {
                Turns.fleet(tx);
                new Inputs(tx.jdbi())
                        .clusterWanted(
                                name(event),
                                event.subject().admittedUid(),
                                event.metadata().labels());
                DeploymentDecisions.allAreDue(tx);
            }
            case ClusterWithdrawn event -> {
                Turns.fleet(tx);
                new Inputs(tx.jdbi()).clusterGoing(name(event), event.subject().admittedUid());
                DeploymentDecisions.allAreDue(tx);
            }
            case CacheRequested event -> cache(event.subject(), false, tx);
            case CacheWithdrawn event -> cache(event.subject(), true, tx);
            case DeploymentRequested event -> {
                var uid = event.subject().admittedUid();
                Turns.deployment(uid, caches(event), tx);
                var correlation = fact.meta().correlationId();
                decisions.decide(
                        uid, () -> new Deployments(tx.jdbi()).requested(event, correlation), tx);
            }
            case DeploymentWithdrawn event -> withdrawn(event, tx);
            case EndpointRequested event -> endpoints.requested(event, tx);
            case EndpointWithdrawn event -> endpoints.withdrawn(event, tx);
            case DesiredEvent other -> routing.on(other, tx);
        }
    }

    private void cache(Subject cache, boolean going, LedgerTransaction tx) {
        Turns.cache(cache.resource(), tx);
        new Inputs(tx.jdbi()).cache(cache.resource(), cache.admittedUid(), going);
        DeploymentDecisions.mountingAreDue(cache.resource(), tx);
    }

    private static List<ResourceRef> caches(DeploymentRequested event) {
        var namespace = event.subject().resource().namespace();
        return event.spec().cacheNames().stream()
                .map(name -> new ResourceRef("ModelCache", namespace, name))
                .toList();
    }

    private void withdrawn(DeploymentWithdrawn event, LedgerTransaction tx) {
        var uid = event.subject().admittedUid();
        DeploymentDecisions.take(uid, tx);
        if (new Deployments(tx.jdbi()).going(event.subject())) {
            decisions.decide(uid, tx);
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
            new Causes(tx.jdbi()).forget(resource);
            new Said(tx, Cause.continuing(key)).unsayAll(Topic.DEPLOYMENTS, resource, "");
        }
    }

    /** A timer: everything is due, or those that wait for GPUs when some became free. */
    static void lookAgain(boolean everything, LedgerTransaction tx) {
        var deployments = new Deployments(tx.jdbi());
        var uids =
                everything
                        ? deployments.all()
                        : deployments.wereFreed() ? deployments.unplaced() : List.<Uid>of();
        new Due(tx.jdbi()).withoutNews(uids, tx.cause(), tx.now());
    }

    /** A deployment that is due. */
    void decide(DueRow due, LedgerTransaction tx) {
        decisions.decide(due, tx);
    }

    private static ClusterName name(DesiredEvent event) {
        return new ClusterName(event.subject().resource().name());
    }
}
