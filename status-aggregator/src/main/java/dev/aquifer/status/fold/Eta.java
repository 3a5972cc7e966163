package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.HydrationStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a hydration is expected to be done, in steps that keep a status quiet. */
final class Eta {
    private static final long MINUTE = 60;
    private static final long FAR = Duration.ofHours(1).toSeconds();

    private Eta() {}

    /** Empty while too little is known, and for one that does not move. */
    static Optional<Instant> of(Staging staging) {
        if (!(staging.event() instanceof HydrationStarted)
                || staging.pace().kind() == Pace.Kind.STALLED
                || staging.rate().isEmpty()
                || staging.measured().isEmpty()) {
            return Optional.empty();
        }
        var measured = staging.measured().get();
        long left = measured.bytesTotal() - measured.bytesDone();
        long rate = staging.rate().getAsLong();
        if (measured.bytesTotal() <= 0 || rate <= 0) {
            return Optional.empty();
        }
        return Optional.of(coarse(measured.since(), Math.max(0, left) / rate));
    }

    /** To the next full minute; of what is far away, to the next full ten. */
    private static Instant coarse(Instant from, long seconds) {
        long step = seconds > FAR ? 10 * MINUTE : MINUTE;
        return Instant.ofEpochSecond(
                Math.ceilDiv(Math.addExact(from.getEpochSecond(), seconds), step) * step);
    }
}
