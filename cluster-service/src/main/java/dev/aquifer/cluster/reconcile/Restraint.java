package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.events.Uid;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps two controllers from fighting over an object at full speed: what has to be restored again
 * and again is restored ever more seldom, down to once a minute. Another wish begins anew.
 */
final class Restraint {
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final long FORGOTTEN = Duration.ofMinutes(5).toNanos();

    /** An object as one version of one Work wants it. */
    private record Wish(ObjectRef object, Uid owner, long version) {}

    private record Last(long at, long pause) {}

    private final LongSupplier nanoTime;
    private final Map<Wish, Last> restored = new HashMap<>();

    Restraint(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to act now; if so, that is remembered. */
    synchronized boolean mayAct(ObjectRef object, Uid owner, long version) {
        var now = nanoTime.getAsLong();
        restored.values().removeIf(last -> now - last.at() > FORGOTTEN);
        var wish = new Wish(object, owner, version);
        var last = restored.get(wish);
        if (last == null) {
            restored.put(wish, new Last(now, Duration.ofMillis(250).toNanos()));
            return true;
        }
        if (now - last.at() < last.pause()) {
            return false;
        }
        restored.put(wish, new Last(now, Math.min(LONGEST, last.pause() * 2)));
        return true;
    }
}
