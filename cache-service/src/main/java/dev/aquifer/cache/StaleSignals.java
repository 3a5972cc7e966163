package dev.aquifer.cache;

import dev.aquifer.events.ObservationEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was seen of our Works and does not count, as it is of another attempt, session or life than
 * the one that is known: it changes nothing, and is counted from the start of the process. What the
 * ledger has handled again, after a failure, counts again.
 */
final class StaleSignals {
    private final LongAdder dropped = new LongAdder();

    void drop(ObservationEvent event) {
        dropped.increment();
        CacheLog.stale(event);
    }

    long count() {
        return dropped.sum();
    }
}
