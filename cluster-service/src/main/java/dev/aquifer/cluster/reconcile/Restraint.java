package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps two controllers from fighting over an object at full speed: what has to be restored again
 * and again is restored ever more seldom, down to once a minute.
 */
final class Restraint {
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final long FORGOTTEN = Duration.ofMinutes(5).toNanos();

    private record Last(long at, long pause) {}

    private final Map<ObjectRef, Last> restored = new HashMap<>();

    /** Whether to act now; if so, that is remembered. */
    synchronized boolean mayAct(ObjectRef ref) {
        var now = System.nanoTime();
        var last = restored.get(ref);
        if (last == null || now - last.at() > FORGOTTEN) {
            restored.put(ref, new Last(now, Duration.ofMillis(250).toNanos()));
            return true;
        }
        if (now - last.at() < last.pause()) {
            return false;
        }
        restored.put(ref, new Last(now, Math.min(LONGEST, last.pause() * 2)));
        return true;
    }
}
