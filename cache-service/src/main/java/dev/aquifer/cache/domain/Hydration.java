package dev.aquifer.cache.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a cache is on one cluster. Signals carry the number of their attempt: what is not of the
 * current one changes nothing, and hearing the same twice changes nothing. Times of clusters are
 * told on; pauses are counted from when a failure was heard.
 */
public sealed interface Hydration {

    /** The newest attempt; 0 before the first. */
    long attempt();

    /** What comes of a signal of the attempt of that number. */
    default Hydration after(long attempt, Signal signal, RetryPolicy policy, Instant now) {
        return attempt == attempt() ? after(signal, policy, now) : this;
    }

    /** What comes of a signal of the current attempt. */
    default Hydration after(Signal signal, RetryPolicy policy, Instant now) {
        return this;
    }

    /** Whether it is, or ended, an attempt at that plan. */
    default boolean isOf(String plan) {
        return switch (this) {
            case Requested requested -> requested.of().plan().equals(plan);
            case Running running -> running.of().plan().equals(plan);
            case Failed failed -> failed.of().plan().equals(plan);
            case Completed done -> done.of().plan().equals(plan);
            case Idle _, TooLarge _ -> false;
        };
    }

    /**
     * Until when the others wait for this one to find out the revision; null for as long as it
     * takes, be it that nothing is under way or that bytes are on their way.
     */
    default @Nullable Instant resolvesUntil(Patience patience) {
        return null;
    }

    /** Begins the next attempt; legal from everywhere. */
    default Requested begin(String plan, boolean pinned, long generation, Instant now) {
        return begin(plan, pinned, generation, 0, now);
    }

    /**
     * Begins the next attempt where a higher number may have been issued: a restored database does
     * not know of it.
     */
    default Requested begin(
            String plan, boolean pinned, long generation, long issued, Instant now) {
        int failures =
                this instanceof Failed failed && failed.of().plan().equals(plan)
                        ? failed.of().failures() + 1
                        : 0;
        return new Requested(
                new Attempt(Math.max(attempt(), issued) + 1, plan, pinned, generation, failures),
                null,
                now);
    }

    /** Nothing is under way because something is missing. */
    record Idle(long attempt, String reason, String message) implements Hydration {}

    /**
     * Its Works are on their way.
     *
     * @param obstacle what the cluster does not like about them; null when nothing was heard
     */
    record Requested(Attempt of, @Nullable Obstacle obstacle, Instant since) implements Hydration {
        @Override
        public long attempt() {
            return of.number();
        }

        @Override
        public Hydration after(Signal signal, RetryPolicy policy, Instant now) {
            return switch (signal) {
                case Signal.Started started -> new Running(of, started.at(), now, null, null);
                case Signal.Planned planned ->
                        new Running(
                                of,
                                planned.startedAt(),
                                now,
                                new Plan(planned.revision(), now, planned.bytes()),
                                null);
                case Signal.Succeeded done -> new Completed(of, done.artifact(), done.at());
                case Signal.Ended ended -> failed(of, ended, policy, now);
                case Signal.Obstructed(var code, var message) ->
                        new Requested(of, new Obstacle(code, message), since);
                case Signal.Applied _ -> new Requested(of, null, since);
            };
        }

        @Override
        public @Nullable Instant resolvesUntil(Patience patience) {
            return obstacle != null && obstacle.isEverywhere()
                    ? null
                    : since.plus(patience.start());
        }
    }

    /** What a cluster refuses for now, or what keeps the pod from running or from being heard. */
    record Obstacle(String code, String message) {
        /** A Secret of the control cluster that the source names, or its key, is missing. */
        public static final String SECRET_MISSING = "AuthSecretMissing";

        /** The ConfigMap of the control cluster that is the source, or its key, is missing. */
        public static final String CONFIG_MAP_MISSING = "ConfigMapMissing";

        /** The claim that users bring is missing on that cluster. */
        public static final String CLAIM_MISSING = "ClaimNotFound";

        /** The node of its pod does not answer; the reason of a pod in cluster-service. */
        public static final String NODE_LOST = "NodeLost";

        /** Whether every other cluster would meet it, too. */
        boolean isEverywhere() {
            return code.equals(SECRET_MISSING) || code.equals(CONFIG_MAP_MISSING);
        }
    }

    /**
     * What a worker will fetch.
     *
     * @param revision as the source names it; null while only the bytes will tell
     * @param at when it was heard
     * @param bytes of the artifact; null while that is not known
     */
    record Plan(@Nullable String revision, Instant at, @Nullable Long bytes) {}

    /**
     * Its worker runs.
     *
     * @param since when it began, or was heard of again after its node was lost
     * @param heardAt when that was heard; null where an earlier release heard it
     * @param plan what it will fetch; null before it said so
     * @param obstacle that its node is lost; null while it is heard of
     */
    record Running(
            Attempt of,
            Instant since,
            @Nullable Instant heardAt,
            @Nullable Plan plan,
            @Nullable Obstacle obstacle)
            implements Hydration {
        @Override
        public long attempt() {
            return of.number();
        }

        @Override
        public @Nullable Instant resolvesUntil(Patience patience) {
            return plan != null || heardAt == null ? null : heardAt.plus(patience.plan());
        }

        @Override
        public Hydration after(Signal signal, RetryPolicy policy, Instant now) {
            return switch (signal) {
                case Signal.Succeeded done -> new Completed(of, done.artifact(), done.at());
                case Signal.Ended ended -> failed(of, ended, policy, now);
                case Signal.Planned heard -> heard(planned(heard, now), now);
                case Signal.Started _ -> heard(plan, now);
                // Whatever else is in the way of the next one, this one has begun.
                case Signal.Obstructed(var code, var message)
                        when code.equals(Obstacle.NODE_LOST) ->
                        new Running(of, since, heardAt, plan, new Obstacle(code, message));
                case Signal.Obstructed _, Signal.Applied _ -> this;
            };
        }

        private Running heard(@Nullable Plan known, Instant now) {
            return new Running(of, obstacle == null ? since : now, heardAt, known, null);
        }

        /** Heard again it says nothing new. */
        private Plan planned(Signal.Planned heard, Instant now) {
            return plan != null && (plan.revision() != null || heard.revision() == null)
                    ? plan
                    : new Plan(heard.revision(), now, heard.bytes());
        }
    }

    /** The artifact is there, verified. */
    record Completed(Attempt of, Artifact artifact, Instant since) implements Hydration {
        @Override
        public long attempt() {
            return of.number();
        }
    }

    /**
     * The attempt failed.
     *
     * @param told whether the worker said so; if not, it may still be heard
     * @param retryAt when the next one begins; null when only an edit can help
     */
    record Failed(
            Attempt of, Failure failure, boolean told, @Nullable Instant retryAt, Instant since)
            implements Hydration {

        /**
         * What it was given of the control cluster is another by now: it is tried again at once.
         */
        public Failed causeChanged(Instant now) {
            return failure.retry() == Failure.Retry.NEVER
                    ? this
                    : new Failed(of, failure, told, now, since);
        }

        /** A user asks for another attempt now, whatever was in the way. */
        public Failed askedAgain(Instant now) {
            return new Failed(of, failure, told, now, since);
        }

        @Override
        public long attempt() {
            return of.number();
        }

        @Override
        public Hydration after(Signal signal, RetryPolicy policy, Instant now) {
            if (told) {
                return this;
            }
            return switch (signal) {
                case Signal.Succeeded done -> new Completed(of, done.artifact(), done.at());
                case Signal.Ended ended -> ended.told() ? failed(of, ended, policy, now) : this;
                case Signal.Started _, Signal.Planned _, Signal.Obstructed _, Signal.Applied _ ->
                        this;
            };
        }
    }

    /**
     * The artifact is larger than the volume that is wanted for it. Begins again once it fits.
     *
     * @param plan of the source that is so large
     */
    record TooLarge(long attempt, String plan, Failure.Lack lack, Instant since)
            implements Hydration {}

    private static Failed failed(Attempt of, Signal.Ended ended, RetryPolicy policy, Instant now) {
        return new Failed(
                of,
                ended.failure(),
                ended.told(),
                policy.next(ended.failure(), of.failures() + 1, now),
                ended.at());
    }
}
