package dev.aquifer.sandbox.launcher.processes;

import java.time.Duration;

/** How long to wait before the next start: twice as long each time, until one lasted. */
final class Backoff {
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration LASTED = Duration.ofSeconds(30);

    private Duration next = SHORTEST;
    private int failures;

    /** The pause after a start that lasted that long. */
    Duration after(Duration lasted) {
        if (lasted.compareTo(LASTED) >= 0) {
            next = SHORTEST;
            failures = 0;
        }
        failures++;
        var pause = next;
        var twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return pause;
    }

    /** Starts in a row that did not last. */
    int failures() {
        return failures;
    }
}
