package dev.aquifer.status.fold;

import java.time.Duration;

/**
 * From when on a hydration is said to be in trouble.
 *
 * @param stalledAfter no byte came for so long
 * @param silentAfter the worker, which speaks each 10 s, said nothing for so long
 * @param believedAfter no byte came for so long, and the worker says why
 * @param slowBelow bytes a second, over the last minute
 */
public record Limits(
        Duration stalledAfter, Duration silentAfter, Duration believedAfter, long slowBelow) {
    /** Every trouble is told within a minute. */
    public static final Limits USUAL =
            new Limits(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(50),
                    Duration.ofSeconds(10),
                    1024 * 1024);

    /** The same with another notion of slow. */
    public Limits slowBelow(long bytesPerSecond) {
        return new Limits(stalledAfter, silentAfter, believedAfter, bytesPerSecond);
    }
}
