package dev.aquifer.cluster.kubernetes;

import java.time.Duration;

/**
 * Asked right before each request that changes something, after all waiting: whether whoever sends
 * it may still do so. It throws when not.
 */
@FunctionalInterface
public interface Fence {
    /** Lets everything through: for requests that change nothing. */
    Fence OPEN = () -> {};

    /** How long an answer counts. A process that was stopped meanwhile has to ask again. */
    Duration COUNTS = Duration.ofSeconds(2);

    /** Throws when nothing may be changed any more. */
    void check();

    /** Asks until there is an answer that is young enough to act on. */
    default void pass() {
        for (int tries = 0; tries < 3; tries++) {
            var asked = System.nanoTime();
            check();
            if (System.nanoTime() - asked < COUNTS.toNanos()) {
                return;
            }
        }
        throw new IllegalStateException("whether this session may write takes too long to learn");
    }
}
