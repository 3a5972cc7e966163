package dev.aquifer.status.fold;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them in messages, and coarse ones for fields that must not change often. */
final class Moment {
    private Moment() {}

    static String of(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String toTheMinute(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES).toString();
    }
}
