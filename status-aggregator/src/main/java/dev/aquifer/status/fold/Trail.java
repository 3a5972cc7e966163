package dev.aquifer.status.fold;

import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Follows the ids of causes from a fact to what a user asked for. */
final class Trail {
    private static final int LONGEST = 20;

    private final Fleet fleet;

    Trail(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * The causes of a fact, the nearest first; the last is the request, where it is still known.
     */
    List<Envelope<? extends Event>> of(Envelope<? extends Event> fact) {
        var trail = new ArrayList<Envelope<? extends Event>>();
        var next = cause(fact);
        while (next.isPresent() && trail.size() < LONGEST && !trail.contains(next.get())) {
            trail.add(next.get());
            next = cause(next.get());
        }
        var last = trail.isEmpty() ? fact : trail.getLast();
        if (!(last.event() instanceof DesiredEvent)) {
            request(fact).filter(r -> !r.equals(fact)).ifPresent(trail::add);
        }
        return trail;
    }

    private Optional<Envelope<? extends Event>> cause(Envelope<? extends Event> fact) {
        var id = fact.meta().causationId();
        return id == null
                ? Optional.empty()
                : fleet.facts().filter(f -> f.meta().id().equals(id)).findFirst();
    }

    /** Causes that are not the newest any more are missing; what they began with is not. */
    private Optional<Envelope<? extends Event>> request(Envelope<? extends Event> fact) {
        return fleet.facts()
                .filter(f -> f.event() instanceof DesiredEvent)
                .filter(f -> Objects.equals(f.meta().correlationId(), fact.meta().correlationId()))
                .min(
                        Comparator.<Envelope<? extends Event>, Boolean>comparing(
                                        f ->
                                                !f.event()
                                                        .subject()
                                                        .resource()
                                                        .equals(fact.event().subject().resource()))
                                .thenComparing(f -> f.event().subject().resource()));
    }
}
