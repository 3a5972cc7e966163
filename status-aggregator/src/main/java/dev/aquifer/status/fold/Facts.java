package dev.aquifer.status.fold;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The newest fact of each slot of one resource, in the order of their slots. */
final class Facts {
    private final TreeMap<String, Newest> bySlot = new TreeMap<>();
    private final Map<String, Samples> samples = new HashMap<>();

    /** Takes a fact unless a newer one of its slot is here; says whether it was taken. */
    boolean take(Envelope<? extends Event> fact) {
        var slot = fact.event().slot().toString();
        measured(slot, fact);
        var known = bySlot.get(slot);
        if (known == null) {
            bySlot.put(slot, new Newest(fact));
            return true;
        }
        return known.take(fact);
    }

    /** The newest fact of a slot. Measurements come so often that finding the slot twice counts. */
    private static final class Newest {
        private Envelope<? extends Event> fact;

        Newest(Envelope<? extends Event> fact) {
            this.fact = fact;
        }

        boolean take(Envelope<? extends Event> other) {
            boolean newer = other.meta().sequence() > fact.meta().sequence();
            fact = newer ? other : fact;
            return newer;
        }
    }

    private void measured(String slot, Envelope<? extends Event> fact) {
        if (fact.event() instanceof HydrationProgressed progressed) {
            var measurement = new Envelope<>(fact.meta(), progressed);
            var known = samples.get(slot);
            if (known == null) {
                samples.put(slot, Samples.beginningWith(measurement));
            } else {
                known.take(measurement);
            }
        }
    }

    /** What was measured on a cluster. */
    Optional<Samples> samples(ResourceRef resource, ClusterName cluster) {
        return Optional.ofNullable(
                samples.get(Slot.of(resource, "progress", cluster.value()).toString()));
    }

    /** Forgets a slot; says whether there was something to forget. */
    boolean forget(String slot) {
        samples.remove(slot);
        return bySlot.remove(slot) != null;
    }

    /** Forgets what was measured before and nothing since: there are no tombstones for that. */
    void forgetMeasured(Instant before) {
        samples.entrySet()
                .removeIf(
                        known -> {
                            var old = known.getValue().last().event().since().isBefore(before);
                            return old && bySlot.remove(known.getKey()) != null;
                        });
    }

    boolean isEmpty() {
        return bySlot.isEmpty();
    }

    List<Envelope<? extends Event>> all() {
        var all = new ArrayList<Envelope<? extends Event>>(bySlot.size());
        bySlot.values().forEach(newest -> all.add(newest.fact));
        return all;
    }

    /** The facts of a type, in the order of their slots. */
    <E extends Event> List<Envelope<E>> all(Class<E> type) {
        var found = new ArrayList<Envelope<E>>();
        for (var fact : all()) {
            if (type.isInstance(fact.event())) {
                found.add(as(type, fact));
            }
        }
        return found;
    }

    /** The fact of a type that has but one slot in a resource. */
    <E extends Event> Optional<Envelope<E>> one(Class<E> type) {
        return one(type, _ -> true);
    }

    <E extends Event> Optional<Envelope<E>> one(Class<E> type, Predicate<E> which) {
        for (var fact : all()) {
            if (type.isInstance(fact.event()) && which.test(type.cast(fact.event()))) {
                return Optional.of(as(type, fact));
            }
        }
        return Optional.empty();
    }

    /** A fact that is of that type, as one. */
    @SuppressWarnings("unchecked") // an envelope only gives its event away
    static <E extends Event> Envelope<E> as(Class<E> type, Envelope<? extends Event> fact) {
        if (!type.isInstance(fact.event())) {
            throw new ClassCastException(fact.event() + " is no " + type);
        }
        return (Envelope<E>) fact;
    }
}
