package dev.aquifer.status.fold;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was measured of the newest attempt on one cluster: the last minute, and when the last byte
 * came. The same measurements leave the same here, in whatever order and however often they came.
 */
final class Samples {
    static final String THROTTLED = "throttled";
    static final String WAITING = "waiting";

    /** What takes its time and fetches nothing: that no byte comes is no stall. */
    static final Set<String> WITHOUT_BYTES = Set.of("planning", "verifying");

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LEAST_FOR_A_RATE = Duration.ofSeconds(30);
    private static final Comparator<Envelope<HydrationProgressed>> BY_TIME =
            Comparator.<Envelope<HydrationProgressed>, Instant>comparing(m -> m.event().since())
                    .thenComparing(m -> m.meta().sequence());

    private final TreeSet<Envelope<HydrationProgressed>> recent = new TreeSet<>(BY_TIME);

    /** The first measurement of each activity since the last byte came. */
    private final Map<String, Envelope<HydrationProgressed>> sinceLastByte = new HashMap<>();

    private Envelope<HydrationProgressed> newest;

    private Samples(Envelope<HydrationProgressed> first) {
        this.newest = first;
        add(first);
    }

    static Samples beginningWith(Envelope<HydrationProgressed> measurement) {
        return new Samples(measurement);
    }

    void take(Envelope<HydrationProgressed> measurement) {
        boolean newer = measurement.meta().sequence() > newest.meta().sequence();
        if (!ofSameAttempt(measurement)) {
            if (!newer) {
                return;
            }
            recent.clear();
            sinceLastByte.clear();
        }
        if (newer) {
            newest = measurement;
        }
        add(measurement);
    }

    private boolean ofSameAttempt(Envelope<HydrationProgressed> measurement) {
        return measurement.event().attempt() == newest.event().attempt()
                && Objects.equals(
                        measurement.event().subject().uid(), newest.event().subject().uid());
    }

    private void add(Envelope<HydrationProgressed> measurement) {
        recent.add(measurement);
        var begin = recent.getLast().event().since().minus(WINDOW);
        while (recent.getFirst().event().since().isBefore(begin)) {
            recent.removeFirst();
        }
        long bytes = measurement.event().bytesDone();
        long most = mostBytes();
        if (bytes > most) {
            sinceLastByte.clear();
        }
        if (bytes >= most) {
            sinceLastByte.merge(
                    measurement.event().activity(),
                    measurement,
                    (one, other) -> BY_TIME.compare(one, other) <= 0 ? one : other);
        }
    }

    private long mostBytes() {
        long most = -1;
        for (var measurement : sinceLastByte.values()) {
            most = Math.max(most, measurement.event().bytesDone());
        }
        return most;
    }

    /** Tells these measurements from those of another time. */
    String occasion() {
        return recent.getFirst().meta().id()
                + " "
                + recent.getLast().meta().id()
                + " "
                + recent.size();
    }

    /** The measurement that the worker's newest words are. */
    Envelope<HydrationProgressed> last() {
        return recent.getLast();
    }

    /** The first measurement that had all the bytes there are. */
    Envelope<HydrationProgressed> lastByte() {
        return sinceLastByte.values().stream().min(BY_TIME).orElse(newest);
    }

    /** The first time since the last byte that the worker said so. */
    Optional<Envelope<HydrationProgressed>> saidSinceLastByte(String activity) {
        return Optional.ofNullable(sinceLastByte.get(activity));
    }

    /** Whether the worker said so in the last minute. */
    Optional<Envelope<HydrationProgressed>> saidLately(String activity) {
        return recent.stream().filter(m -> m.event().activity().equals(activity)).findFirst();
    }

    /**
     * Bytes a second over the last minute, or since they come again after a pause; empty as long as
     * too little of it was seen.
     */
    OptionalLong rate() {
        var first = flowingSince();
        var last = recent.getLast().event();
        var span = Duration.between(first.since(), last.since());
        return span.compareTo(LEAST_FOR_A_RATE) < 0
                ? OptionalLong.empty()
                : OptionalLong.of((last.bytesDone() - first.bytesDone()) * 1000 / span.toMillis());
    }

    private HydrationProgressed flowingSince() {
        var begin = recent.getFirst().event();
        var pausedAt = begin;
        var before = begin;
        for (var measurement : recent) {
            var here = measurement.event();
            if (here.bytesDone() > before.bytesDone()) {
                if (Duration.between(pausedAt.since(), before.since()).compareTo(PAUSE) >= 0) {
                    begin = before;
                }
                pausedAt = here;
            }
            before = here;
        }
        return begin;
    }
}
