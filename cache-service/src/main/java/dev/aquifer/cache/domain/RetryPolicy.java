package dev.aquifer.cache.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to try again.
 *
 * @param first pause after the first failure; doubles with each further one
 * @param longest pause
 * @param causeChanged first pause where something outside has to change first; doubles, too
 * @param longestCauseChanged the longest of those: each attempt may fetch everything again
 */
public record RetryPolicy(
        Duration first, Duration longest, Duration causeChanged, Duration longestCauseChanged) {

    /** When the next attempt begins; null when only an edit can help. */
    @Nullable Instant next(Failure failure, int failures, Instant now) {
        return switch (failure.retry()) {
            case NEVER -> null;
            case AFTER_CAUSE_CHANGED ->
                    now.plus(
                            longer(
                                    doubled(causeChanged, longestCauseChanged, failures),
                                    failure.notBefore()));
            case BACKOFF ->
                    now.plus(longer(doubled(first, longest, failures), failure.notBefore()));
        };
    }

    private static Duration doubled(Duration first, Duration longest, int failures) {
        var pause = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
