package dev.aquifer.deployment;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.EventLedger;

/** All flows, put together. */
record Flows(
        DeploymentFlow deployments,
        FleetFlow fleet,
        ReplicaFlow replicas,
        RoutingFlow routing,
        EndpointFlow endpoints) {

    /**
     * Those of a release.
     *
     * @param rendering how it renders
     */
    static Flows of(GangWorks.Rendering rendering) {
        var routing = new RoutingFlow();
        var decisions =
                new DeploymentDecisions(routing, new ReplicaSteps(new GangWorks(rendering)));
        var replicas = new ReplicaFlow(decisions);
        var endpoints = new EndpointFlow(routing);
        return new Flows(
                new DeploymentFlow(decisions, routing, endpoints),
                new FleetFlow(replicas),
                replicas,
                routing,
                endpoints);
    }

    /** Which topic each of them hears. */
    EventLedger on(EventLedger ledger) {
        return ledger.on(Topic.DESIRED, deployments::onDesired)
                .on(Topic.CLUSTERS, fleet::onCluster)
                .on(Topic.CACHES, fleet::onCache)
                .on(Topic.OBSERVATIONS, replicas::onObservation);
    }
}
