package dev.aquifer.ledger;

import dev.aquifer.events.EventMeta;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest sequence of each slot and source, for readers that keep no database. */
final class NewestOfSlots {
    private record Filler(String slot, String source) {}

    private final Map<Place, Map<Filler, Long>> newest = new HashMap<>();

    /** False for a duplicate, and for what comes after a newer one. */
    boolean accept(Received received, String key) {
        @Nullable EventMeta meta =
                switch (received) {
                    case Received.Fact fact -> fact.meta();
                    case Received.Gone gone -> gone.meta();
                };
        if (meta == null || meta.sequence() <= 0) {
            return true;
        }
        var slots =
                newest.computeIfAbsent(
                        new Place(received.topic(), received.partition()), _ -> new HashMap<>());
        var filler = new Filler(key, meta.source());
        var before = slots.get(filler);
        if (before != null && before >= meta.sequence()) {
            return false;
        }
        slots.put(filler, meta.sequence());
        return true;
    }

    /** The partition is read by somebody else now, or from another place. */
    void forget(Place place) {
        newest.remove(place);
    }
}
