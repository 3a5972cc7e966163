package dev.aquifer.bridge.bus;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that rise over all holders of the Lease: how often it changed hands in the high bits, a
 * counter below. Losing the Lease is no way back, as what the topic has seen counts too; losing the
 * topic as well is none either, as every second leaves room for more numbers than can be published
 * in it, and readers remember the numbers of a topic that was lost.
 */
public final class Sequence {
    private static final int COUNTER_BITS = 32;

    /** A million in a second; together they stay below what a JSON number holds exactly. */
    private static final int BITS_OF_A_SECOND = 20;

    private final AtomicLong last;

    /**
     * Begins above all of them.
     *
     * @param transitions of the Lease
     * @param highestSeen on the topic
     */
    public Sequence(int transitions, long highestSeen, Instant now) {
        long counted = Math.max((long) transitions << COUNTER_BITS, highestSeen);
        last = new AtomicLong(Math.max(counted, now.getEpochSecond() << BITS_OF_A_SECOND));
    }

    /** The next number. */
    public long next() {
        return last.incrementAndGet();
    }
}
