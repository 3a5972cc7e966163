package dev.aquifer.cluster.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How long to wait before the next attempt of something: doubling, up to a limit. */
final class Backoff<K> {
    private final Duration first;
    private final Duration longest;
    private final Map<K, Integer> failures = new HashMap<>();

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** The delay after one more failure. */
    synchronized Duration failed(K what) {
        var before = failures.merge(what, 1, Integer::sum) - 1;
        var delay = first.multipliedBy(1L << Math.min(before, 16));
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    /** The next failure is a first one again. */
    synchronized void succeeded(K what) {
        failures.remove(what);
    }
}
