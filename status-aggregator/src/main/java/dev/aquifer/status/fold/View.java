package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What counts for one resource: the facts of this life of it, and the health of clusters. Facts of
 * an older uid are not seen here at all. The time is the one that was said last, not that of a
 * clock.
 */
record View(
        Subject subject,
        Envelope<? extends Event> desired,
        Facts facts,
        Function<ClusterName, ClusterHealth> health,
        Instant now,
        Limits limits) {

    /** How a hydration gets on at this time. */
    Pace pace(Envelope<Hydration> hydration) {
        var samples = facts.samples(subject.resource(), hydration.event().cluster());
        return Pace.of(hydration, samples, now, limits);
    }

    /** What was measured last of a hydration. */
    Optional<HydrationProgressed> measured(Envelope<Hydration> hydration) {
        return facts.samples(subject.resource(), hydration.event().cluster())
                .map(samples -> samples.last().event())
                .filter(m -> m.attempt() == hydration.event().attempt());
    }

    boolean withdrawn() {
        return desired.event() instanceof DesiredEvent.Withdrawn;
    }

    /** What is wanted; empty when the resource is going. */
    <D extends Event> Optional<D> wanted(Class<D> type) {
        return type.isInstance(desired.event())
                ? Optional.of(type.cast(desired.event()))
                : Optional.empty();
    }

    /** Facts of this uid, whatever edit they speak of. */
    <E extends Event> List<Envelope<E>> ofThisLife(Class<E> type) {
        return facts.all(type).stream().filter(fact -> sameLife(fact.event())).toList();
    }

    /** The fact that answers the newest edit; while the resource is going, the last one. */
    <E extends Event> Optional<Envelope<E>> current(Class<E> type) {
        return allCurrent(type).stream().findFirst();
    }

    /** The facts that answer the newest edit; while the resource is going, the last ones. */
    <E extends Event> List<Envelope<E>> allCurrent(Class<E> type) {
        return ofThisLife(type).stream()
                .filter(
                        fact ->
                                withdrawn()
                                        || fact.event().subject().generation()
                                                >= subject.generation())
                .toList();
    }

    private boolean sameLife(Event event) {
        var uid = event.subject().uid();
        return uid != null && uid.equals(subject.uid());
    }
}
