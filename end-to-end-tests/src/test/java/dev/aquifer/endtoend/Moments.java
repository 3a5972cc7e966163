package dev.aquifer.endtoend;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Moments of a plan, counted from its beginning. */
final class Moments {
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final long begun = System.nanoTime();

    private Moments() {}

    static Moments beginNow() {
        return new Moments();
    }

    /** Returns at that moment; at once when it is over. */
    void until(long millis) {
        long passed = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        var left = Duration.ofMillis(Math.max(0, millis - passed));
        Awaitility.await().pollDelay(left).atMost(left.plus(SLACK)).until(() -> true);
    }
}
