package dev.aquifer.sandbox.hub;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests for files of repositories, second by second. */
final class RateLimit {
    private final InstantSource clock;
    private final Map<String, Second> seconds = new ConcurrentHashMap<>();

    RateLimit(InstantSource clock) {
        this.clock = clock;
    }

    private record Second(long number, int requests) {
        Second and(Second next) {
            return number == next.number ? new Second(number, requests + next.requests) : next;
        }
    }

    /**
     * Counts one more; whether it is within the limit.
     *
     * @param perSecond 0 for no limit
     */
    boolean allows(String repository, int perSecond) {
        var now = new Second(clock.instant().getEpochSecond(), 1);
        return perSecond == 0
                || seconds.merge(repository, now, Second::and).requests() <= perSecond;
    }
}
