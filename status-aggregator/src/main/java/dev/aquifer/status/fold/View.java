package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What counts for one resource: the facts of this life of it, and the health of clusters. Facts of
 * an older uid are not seen here at all. The time is the one that was said last, not that of a
 * clock.
 */
final class View {
    private final Subject subject;
    private final Envelope<? extends Event> desired;
    private final Facts facts;
    private final Function<ClusterName, ClusterHealth> health;
    private final Now now;
    private final List<Envelope<? extends Event>> ofThisLife = new ArrayList<>();

    /**
     * The time, and what it means.
     *
     * @param limits from when on a hydration is said to be in trouble
     */
    record Now(Instant time, Limits limits) {}

    View(
            Subject subject,
            Envelope<? extends Event> desired,
            Facts facts,
            Function<ClusterName, ClusterHealth> health,
            Now now) {
        this.subject = subject;
        this.desired = desired;
        this.facts = facts;
        this.health = health;
        this.now = now;
        for (var fact : facts.all()) {
            var uid = fact.event().subject().uid();
            if (uid != null && uid.equals(subject.uid())) {
                ofThisLife.add(fact);
            }
        }
    }

    /** The same facts, for what the resource declared. */
    View of(Subject declared) {
        return new View(declared, desired, facts, health, now);
    }

    Subject subject() {
        return subject;
    }

    /** That it is wanted, or is going. */
    Envelope<? extends Event> desired() {
        return desired;
    }

    Function<ClusterName, ClusterHealth> health() {
        return health;
    }

    /** How a hydration gets on at this time. */
    Pace pace(Envelope<Hydration> hydration) {
        return pace(hydration, samples(hydration));
    }

    /** The same, of one whose samples are at hand. */
    Pace pace(Envelope<Hydration> hydration, Optional<Samples> samples) {
        return Pace.of(hydration, samples, now.time(), now.limits());
    }

    /** What was measured of the cluster that a hydration is on. */
    Optional<Samples> samples(Envelope<Hydration> hydration) {
        return facts.samples(subject.resource(), hydration.event().cluster());
    }

    /** What was measured last of a hydration. */
    Optional<HydrationProgressed> measured(Envelope<Hydration> hydration) {
        return measured(hydration, samples(hydration));
    }

    /** The same, of one whose samples are at hand. */
    static Optional<HydrationProgressed> measured(
            Envelope<Hydration> hydration, Optional<Samples> samples) {
        return samples.map(of -> of.last().event())
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
        var found = new ArrayList<Envelope<E>>();
        for (var fact : ofThisLife) {
            if (type.isInstance(fact.event())) {
                found.add(Facts.as(type, fact));
            }
        }
        return found;
    }

    /** The fact that answers the newest edit; while the resource is going, the last one. */
    <E extends Event> Optional<Envelope<E>> current(Class<E> type) {
        for (var fact : ofThisLife) {
            if (type.isInstance(fact.event()) && isCurrent(fact)) {
                return Optional.of(Facts.as(type, fact));
            }
        }
        return Optional.empty();
    }

    /** The facts that answer the newest edit; while the resource is going, the last ones. */
    <E extends Event> List<Envelope<E>> allCurrent(Class<E> type) {
        var found = ofThisLife(type);
        found.removeIf(fact -> !isCurrent(fact));
        return found;
    }

    private boolean isCurrent(Envelope<? extends Event> fact) {
        return withdrawn() || fact.event().subject().generation() >= subject.generation();
    }
}
