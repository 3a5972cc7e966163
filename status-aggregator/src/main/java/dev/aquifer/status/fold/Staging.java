package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a cache is on one cluster: what its owner says, how that gets on, and what was measured.
 *
 * @param measured the newest measurement of this attempt
 * @param rate bytes a second, over the last minute or as the worker says
 */
record Staging(
        Envelope<Hydration> fact,
        Pace pace,
        Optional<HydrationProgressed> measured,
        OptionalLong rate) {

    static Staging of(View view, Envelope<Hydration> fact) {
        var samples = view.samples(fact);
        var measured = View.measured(fact, samples);
        var rate =
                fact.event() instanceof HydrationStarted && measured.isPresent()
                        ? rate(samples, measured.get())
                        : OptionalLong.empty();
        return new Staging(fact, view.pace(fact, samples), measured, rate);
    }

    private static OptionalLong rate(Optional<Samples> samples, HydrationProgressed measured) {
        var overAMinute = samples.map(Samples::rate).orElse(OptionalLong.empty());
        return overAMinute.isPresent()
                ? overAMinute
                : OptionalLong.of(measured.bytesPerSecond()).stream().filter(r -> r > 0).findAny();
    }

    Hydration event() {
        return fact.event();
    }

    ClusterName cluster() {
        return event().cluster();
    }

    /**
     * Of those that say how many of their files nothing is known of, the one with the most. Nobody
     * knows that there is none as long as one of them does not say.
     */
    static Optional<HydrationCompleted> leastKnown(List<Staging> stagings) {
        var done =
                stagings.stream()
                        .map(Staging::event)
                        .filter(HydrationCompleted.class::isInstance)
                        .map(HydrationCompleted.class::cast)
                        .toList();
        var most =
                done.stream()
                        .filter(one -> one.unverifiedFiles() != null)
                        .max(Comparator.comparing(HydrationCompleted::unverifiedFiles));
        boolean allSay = done.stream().allMatch(one -> one.unverifiedFiles() != null);
        return most.filter(one -> allSay || hasSome(one));
    }

    private static boolean hasSome(HydrationCompleted done) {
        return !Objects.equals(done.unverifiedFiles(), 0);
    }

    /** What nobody could compare with anything is staged all the same, and said. */
    static String reservation(List<Staging> done) {
        return leastKnown(done)
                .filter(Staging::hasSome)
                .map(
                        most ->
                                "; %d of %d files had no checksum at the source to compare with"
                                        .formatted(most.unverifiedFiles(), most.files()))
                .orElse("");
    }

    boolean isDone() {
        return event() instanceof HydrationCompleted || event() instanceof ClaimAdopted;
    }

    /** Whether it waits for that, by the owner's word. */
    boolean waitsFor(String reason) {
        return event() instanceof HydrationWaiting waiting && waiting.reason().equals(reason);
    }

    Progress progress() {
        return switch (event()) {
            case HydrationCompleted done -> new Progress(done.bytes(), done.bytes());
            case ClaimAdopted(_, _, _, _, _, _, _, Long bytes, _) when bytes != null ->
                    new Progress(bytes, bytes);
            default ->
                    measured.map(m -> new Progress(m.bytesDone(), m.bytesTotal()))
                            .orElse(new Progress(0, 0));
        };
    }

    /** In words; how it gets on when that is worth telling. */
    String words() {
        return pace.kind() == Pace.Kind.MOVING ? said() : cluster() + ": " + pace.words();
    }

    private String said() {
        return switch (event()) {
            case HydrationWaiting w -> w.cluster() + ": " + w.message();
            case HydrationRequested r -> r.cluster() + ": attempt " + r.attempt() + " requested";
            case HydrationStarted s -> s.cluster() + ": attempt " + s.attempt() + " runs";
            case HydrationCompleted c -> c.cluster() + ": staged";
            case ClaimAdopted a -> a.cluster() + ": adopted " + a.claim();
            case HydrationFailed f -> f.cluster() + ": " + f.code();
        };
    }
}
