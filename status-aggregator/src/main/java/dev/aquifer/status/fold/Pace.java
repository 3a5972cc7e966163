package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a hydration that is under way gets on: a function of what was said, what was measured, and
 * the time that it is now.
 *
 * @param since when it began
 * @param words what is awaited, or wrong; no number that changes all the time
 * @param fact that it follows from
 * @param occasion tells this time from others at which the same follows from the same fact: which
 *     measurements say so; empty without any
 */
record Pace(
        Kind kind, Instant since, String words, Envelope<? extends Event> fact, String occasion) {
    private static final String PATIENCE = "the source asks for patience";

    /** From the worst to the best. */
    enum Kind {
        /** No byte comes, and nobody says why. */
        STALLED,
        /** The origin asks for patience. */
        THROTTLED,
        /** Bytes come, few. */
        SLOW,
        /** Somebody else has to do something first. */
        WAITING,
        /** Nothing to tell. */
        MOVING
    }

    private Pace(Kind kind, Instant since, String words, Envelope<? extends Event> fact) {
        this(kind, since, words, fact, "");
    }

    private Pace on(String when) {
        return new Pace(kind, since, words, fact, when);
    }

    /** What is to be said of it; empty when there is nothing to tell. */
    Optional<CacheFinding> trouble() {
        return switch (kind) {
            case STALLED -> Optional.of(CacheFinding.STALLED);
            case THROTTLED -> Optional.of(CacheFinding.THROTTLED);
            case SLOW -> Optional.of(CacheFinding.SLOW);
            case WAITING -> Optional.of(CacheFinding.WAITING_FOR_OTHERS);
            case MOVING -> Optional.empty();
        };
    }

    /** How it gets on; whatever is not under way is moving. */
    static Pace of(
            Envelope<Hydration> hydration, Optional<Samples> samples, Instant now, Limits limits) {
        return switch (hydration.event()) {
            case HydrationRequested requested
                    when isOver(requested.since(), now, limits.stalledAfter()) ->
                    new Pace(
                            Kind.WAITING,
                            requested.since(),
                            "attempt " + requested.attempt() + " waits for its worker to run",
                            hydration);
            case HydrationStarted started ->
                    samples.filter(s -> belongsTo(s, started))
                            .map(s -> measured(s, hydration, now, limits).on(s.occasion()))
                            .orElseGet(() -> unmeasured(hydration, now, limits));
            default -> moving(hydration);
        };
    }

    private static boolean belongsTo(Samples samples, HydrationStarted started) {
        return samples.last().event().attempt() == started.attempt();
    }

    private static Pace unmeasured(Envelope<Hydration> started, Instant now, Limits limits) {
        var since = started.event().since();
        return isOver(since, now, limits.silentAfter())
                ? new Pace(Kind.STALLED, since, "the worker has not said anything yet", started)
                : moving(started);
    }

    private static Pace measured(
            Samples samples, Envelope<Hydration> started, Instant now, Limits limits) {
        var last = samples.last();
        if (isOver(last.event().since(), now, limits.silentAfter())) {
            return new Pace(
                    Kind.STALLED,
                    last.event().since(),
                    "nothing was heard of the worker since " + Moment.of(last.event().since()),
                    last);
        }
        boolean allThere =
                last.event().bytesTotal() > 0
                        && last.event().bytesDone() >= last.event().bytesTotal();
        if (allThere || Samples.WITHOUT_BYTES.contains(last.event().activity())) {
            return moving(started);
        }
        return withoutBytes(samples, now, limits)
                .or(() -> slow(samples, started, now, limits))
                .orElseGet(() -> moving(started));
    }

    private static Optional<Pace> withoutBytes(Samples samples, Instant now, Limits limits) {
        var lastByte = samples.lastByte();
        var since = lastByte.event().since();
        if (!isOver(since, now, limits.believedAfter())) {
            return Optional.empty();
        }
        var throttled = samples.saidSinceLastByte(Samples.THROTTLED);
        if (throttled.isPresent()) {
            return throttled.map(Pace::throttled);
        }
        // Said later on, it is a request that is made again: no reason that no byte comes.
        var waiting = samples.saidSinceLastByte(Samples.WAITING);
        if (waiting.isPresent() && lastByte.event().bytesDone() == 0) {
            return waiting.map(
                    fact ->
                            new Pace(
                                    Kind.WAITING,
                                    fact.event().since(),
                                    "the worker waits since " + Moment.of(fact.event().since()),
                                    fact));
        }
        return isOver(since, now, limits.stalledAfter())
                ? Optional.of(
                        new Pace(
                                Kind.STALLED,
                                since,
                                "no byte came since " + Moment.of(since),
                                lastByte))
                : Optional.empty();
    }

    /** Bytes have to come at all: until it is a stall, none is just none. */
    private static Optional<Pace> slow(
            Samples samples, Envelope<Hydration> started, Instant now, Limits limits) {
        var rate = samples.rate();
        boolean comes = !isOver(samples.lastByte().event().since(), now, limits.believedAfter());
        if (!comes || rate.isEmpty() || rate.getAsLong() >= limits.slowBelow()) {
            return Optional.empty();
        }
        var since = started.event().since();
        boolean throttled = samples.saidLately(Samples.THROTTLED).isPresent();
        return Optional.of(
                throttled
                        ? new Pace(Kind.THROTTLED, since, PATIENCE, started)
                        : new Pace(
                                Kind.SLOW,
                                since,
                                "less than " + Progress.size(limits.slowBelow()) + " a second",
                                started));
    }

    private static Pace throttled(Envelope<? extends Event> fact) {
        return new Pace(Kind.THROTTLED, fact.event().since(), PATIENCE, fact);
    }

    private static Pace moving(Envelope<Hydration> hydration) {
        return new Pace(Kind.MOVING, hydration.event().since(), "", hydration);
    }

    private static boolean isOver(Instant since, Instant now, Duration limit) {
        return !since.plus(limit).isAfter(now);
    }
}
