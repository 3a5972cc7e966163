package dev.aquifer.cache.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to try again.
 *
 * @param first pause after the first failure; doubles with each further one
 * @param longest pause
 * @param causeChanged pause where something outside has to change first
 */
public record RetryPolicy(Duration first, Duration longest, Duration causeChanged) {

    /** When the next attempt begins; null when only an edit can help. */
    @Nullable Instant next(Failure failure, int failures, Instant now) {
        return switch (failure.retry()) {
            case NEVER -> null;
            case AFTER_CAUSE_CHANGED -> now.plus(longer(causeChanged, failure.notBefore()));
            case BACKOFF -> now.plus(longer(doubled(failures), failure.notBefore()));
        };
    }

    private Duration doubled(int failures) {
        var pause = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
