package dev.aquifer.cache;

import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.EventLedger;
import java.time.Duration;

/** All flows, put together. */
record Flows(CacheFlow caches, FleetFlow fleet, AttemptFlow attempts, UseFlow uses) {

    /** Those that decide so and try again then. */
    static Flows of(CacheDecisions decisions, RetryPolicy policy, Duration mendAgain) {
        return new Flows(
                new CacheFlow(decisions),
                new FleetFlow(decisions),
                new AttemptFlow(decisions, policy, mendAgain),
                new UseFlow(decisions));
    }

    /** Which topic each of them hears. */
    EventLedger on(EventLedger ledger) {
        return ledger.on(Topic.DESIRED, caches::onDesired)
                .on(Topic.CLUSTERS, fleet::onCluster)
                .on(Topic.OBSERVATIONS, attempts::onObservation)
                .on(Topic.DEPLOYMENTS, uses::onDeployment);
    }
}
