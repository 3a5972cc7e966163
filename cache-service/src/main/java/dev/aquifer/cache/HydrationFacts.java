package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ClusterName;
import java.time.Instant;

/** What is said about a hydration. */
final class HydrationFacts {
    private HydrationFacts() {}

    static CacheEvent.Hydration of(
            CacheRow cache, String cluster, Hydration hydration, Instant now) {
        var subject = cache.subject();
        var where = new ClusterName(cluster);
        long attempt = hydration.attempt();
        return switch (hydration) {
            case Hydration.Idle(_, var reason, var message) ->
                    new HydrationWaiting(subject, where, attempt, reason, message, now);
            case Hydration.Requested requested -> {
                var obstacle = requested.obstacle();
                yield obstacle == null
                        ? new HydrationRequested(subject, where, attempt, requested.since())
                        : new HydrationWaiting(
                                subject, where, attempt, obstacle.code(), obstacle.message(), now);
            }
            case Hydration.Running running ->
                    new HydrationStarted(subject, where, attempt, running.since());
            case Hydration.Completed completed -> completed(cache, where, completed);
            case Hydration.Failed failed ->
                    new HydrationFailed(
                            subject,
                            where,
                            attempt,
                            failed.failure().phase(),
                            failed.failure().code(),
                            failed.failure().message(),
                            failed.retryAt(),
                            failed.since());
            case Hydration.Adopted adopted ->
                    new ClaimAdopted(subject, where, attempt, adopted.claim(), now);
        };
    }

    private static HydrationCompleted completed(
            CacheRow cache, ClusterName where, Hydration.Completed completed) {
        var artifact = completed.artifact();
        return new HydrationCompleted(
                cache.subject(),
                where,
                completed.attempt(),
                artifact.digest(),
                artifact.revision(),
                artifact.bytes(),
                artifact.files(),
                artifact.fetched(),
                ObjectNames.claim(cache.resource().name()),
                artifact.folder(),
                artifact.startedAt(),
                completed.since());
    }
}
