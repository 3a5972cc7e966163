package dev.aquifer.cache;

import dev.aquifer.cache.domain.Artifact;
import dev.aquifer.cache.domain.Attempt;
import dev.aquifer.cache.domain.Failure;
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
import dev.aquifer.events.Subject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
            case Hydration.Requested(_, Hydration.Obstacle(var code, var message), _) ->
                    new HydrationWaiting(subject, where, attempt, code, message, now);
            case Hydration.Requested requested ->
                    new HydrationRequested(subject, where, attempt, requested.since());
            case Hydration.Running(_, _, _, _, Hydration.Obstacle(var code, var message)) ->
                    new HydrationWaiting(subject, where, attempt, code, message, now);
            case Hydration.Running running ->
                    new HydrationStarted(subject, where, attempt, running.since());
            case Hydration.Completed completed ->
                    Sources.brought(cache.spec()) == null
                            ? completed(cache, where, completed)
                            : adopted(cache, where, completed);
            case Hydration.TooLarge refused ->
                    failed(subject, where, attempt, tooLarge(refused), null, refused.since());
            case Hydration.Failed failed ->
                    failed(
                            subject,
                            where,
                            attempt,
                            failed.failure(),
                            failed.retryAt(),
                            failed.since());
        };
    }

    /** What was said, as it is remembered. */
    static Hydration completed(HydrationCompleted fact, String plan) {
        return new Hydration.Completed(
                new Attempt(fact.attempt(), plan, true, fact.subject().generation(), 0),
                new Artifact(
                        fact.digest(),
                        fact.revision(),
                        fact.bytes(),
                        fact.files(),
                        fact.bytesFetched(),
                        fact.subPath(),
                        fact.startedAt(),
                        fact.throttled(),
                        null,
                        fact.unverifiedFiles()),
                fact.since());
    }

    private static HydrationFailed failed(
            Subject subject,
            ClusterName where,
            long attempt,
            Failure failure,
            @Nullable Instant retryAt,
            Instant since) {
        var lack = failure.lack();
        return new HydrationFailed(
                subject,
                where,
                attempt,
                failure.phase(),
                failure.code(),
                failure.message(),
                retryAt,
                since,
                lack == null ? null : lack.needed(),
                lack == null ? null : lack.available(),
                failure.throttled());
    }

    private static Failure tooLarge(Hydration.TooLarge refused) {
        var lack = refused.lack();
        return new Failure(
                "CapacityCheck",
                "InsufficientSpace",
                "the artifact has %d bytes, spec.storage.pvc.sizeGiB makes room for %d"
                        .formatted(lack.needed(), lack.available()),
                Failure.Retry.NEVER,
                Duration.ZERO,
                lack,
                null);
    }

    private static ClaimAdopted adopted(
            CacheRow cache, ClusterName where, Hydration.Completed completed) {
        var artifact = completed.artifact();
        return new ClaimAdopted(
                cache.subject(),
                where,
                completed.attempt(),
                CacheWorks.claimName(cache),
                completed.since(),
                artifact.digest(),
                artifact.revision(),
                artifact.bytes(),
                artifact.files());
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
                completed.since(),
                artifact.throttled(),
                artifact.unverified());
    }
}
