package dev.aquifer.ledger;

import dev.aquifer.events.EventMeta;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest sequence of each slot and source, for readers that keep no database. A slot that is
 * gone, or of a topic that keeps nothing for good, is remembered for as long as somebody may still
 * deliver what is older.
 */
final class NewestOfSlots {
    private static final Duration REMEMBERED = LedgerSettings.USUAL_RETENTION;

    private record Filler(Place place, String slot, String source) {}

    private final Clock clock;
    private final Map<Filler, Long> newest = new HashMap<>();

    /** What may be forgotten, and since when; the oldest first. */
    private final Map<Filler, Instant> passing = new LinkedHashMap<>();

    /** What was accepted and is not handed over yet. */
    private final Map<Filler, Accepted> accepted = new LinkedHashMap<>();

    private record Accepted(long sequence, boolean passing) {}

    NewestOfSlots(Clock clock) {
        this.clock = clock;
    }

    /**
     * False for a duplicate, and for what comes after a newer one. True again for the same after
     * {@link #drop}.
     */
    boolean accept(Received received, String key) {
        @Nullable EventMeta meta =
                switch (received) {
                    case Received.Fact fact -> fact.meta();
                    case Received.Gone gone -> gone.meta();
                };
        if (meta == null || meta.sequence() <= 0) {
            return true;
        }
        var place = new Place(received.topic(), received.partition());
        var filler = new Filler(place, key, meta.source());
        var before = accepted.get(filler);
        var known = before == null ? newest.get(filler) : Long.valueOf(before.sequence());
        if (known != null && known >= meta.sequence()) {
            return false;
        }
        var passes = received instanceof Received.Gone || !received.topic().compacted();
        accepted.put(filler, new Accepted(meta.sequence(), passes));
        return true;
    }

    /** What was accepted is handed over. */
    void keep() {
        var now = clock.instant();
        accepted.forEach(
                (filler, fact) -> {
                    newest.put(filler, fact.sequence());
                    passing.remove(filler); // the youngest is the last
                    if (fact.passing()) {
                        passing.put(filler, now);
                    }
                });
        accepted.clear();
        forget(now.minus(REMEMBERED));
    }

    /** What was accepted comes again. */
    void drop() {
        accepted.clear();
    }

    private void forget(Instant before) {
        var oldest = passing.entrySet().iterator();
        while (oldest.hasNext()) {
            var next = oldest.next();
            if (!next.getValue().isBefore(before)) {
                return;
            }
            newest.remove(next.getKey());
            oldest.remove();
        }
    }

    /** Of how many slots and sources a number is known. */
    int size() {
        return newest.size();
    }
}
