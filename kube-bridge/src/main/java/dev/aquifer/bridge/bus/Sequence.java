package dev.aquifer.bridge.bus;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that rise over all holders of the Lease: how often it changed hands in the high bits, a
 * counter below. A Lease that was lost and begins anew is no way back: what the topic has seen
 * counts too.
 */
public final class Sequence {
    private static final int COUNTER_BITS = 32;

    private final AtomicLong last;

    /**
     * Begins above both.
     *
     * @param transitions of the Lease
     * @param highestSeen on the topic
     */
    public Sequence(int transitions, long highestSeen) {
        last = new AtomicLong(Math.max((long) transitions << COUNTER_BITS, highestSeen));
    }

    /** The next number. */
    public long next() {
        return last.incrementAndGet();
    }
}
