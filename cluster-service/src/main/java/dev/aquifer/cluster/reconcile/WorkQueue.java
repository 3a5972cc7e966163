package dev.aquifer.cluster.reconcile;

import dev.aquifer.events.WorkId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Works to look at, each at most once, each not before it is due. */
final class WorkQueue {
    private final Map<WorkId, Long> due = new LinkedHashMap<>();
    private boolean woken;
    private final long origin = System.nanoTime();

    /** Adds a Work, or brings it forward. */
    synchronized void add(WorkId work, Duration delay) {
        due.merge(work, now() + delay.toNanos(), Math::min);
        notifyAll();
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    /** Lets a taker look up from its waiting. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** The Work that is due first; empty when none is within the time, or after a wake. */
    synchronized Optional<WorkId> take(Duration atMost) throws InterruptedException {
        var end = now() + atMost.toNanos();
        while (!woken) {
            var first = first();
            var next = first.map(Map.Entry::getValue).orElse(Long.MAX_VALUE);
            if (first.isPresent() && next <= now()) {
                due.remove(first.get().getKey());
                return Optional.of(first.get().getKey());
            }
            var wait = Math.min(next, end) - now();
            if (wait <= 0) {
                return Optional.empty();
            }
            wait(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        woken = false;
        return Optional.empty();
    }

    private Optional<Map.Entry<WorkId, Long>> first() {
        return due.entrySet().stream().min(Map.Entry.comparingByValue());
    }
}
