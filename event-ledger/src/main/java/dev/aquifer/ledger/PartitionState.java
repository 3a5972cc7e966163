package dev.aquifer.ledger;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What the consuming thread knows of one of its partitions. */
final class PartitionState {
    static final long UNKNOWN = -1;

    final TopicPartition partition;
    final Place place;

    /** Where the database says it is; unknown before it was asked and after any trouble. */
    long position = UNKNOWN;

    /** Records before that offset are handled one by one, to find the one that fails. */
    long singlyBefore;

    /** Failed attempts at the record of {@link #position}. */
    int attempts;

    /** When to go on, in nanoseconds of the machine; meaningless unless {@link #pausing}. */
    long goOnAt;

    boolean pausing;

    /** A newer release is needed; nothing here changes that. */
    boolean upgradeRequired;

    Set<String> marked = Set.of();

    /** Whether all is handled that was there when the partition came here. */
    volatile boolean caughtUp;

    /**
     * How far it was handled here; a database that has less than that was restored. It stays until
     * all of that is handled again.
     */
    volatile long reached;

    /** The end of the partition when it was looked up last. */
    private long end;

    PartitionState(TopicPartition partition, Place place) {
        this.partition = partition;
        this.place = place;
    }

    /** This is where the database says it is. */
    void placed(long at, long endOfPartition) {
        if (at < reached) {
            caughtUp = false;
        }
        position = at;
        reached = Math.max(reached, at);
        end = endOfPartition;
    }

    /** All before that is handled. */
    void handledTo(long next) {
        position = next;
        reached = Math.max(reached, next);
    }

    /** What is there now begins at that offset, and is no older state of what was there. */
    void beginsAnewAt(long offset) {
        reached = Math.min(reached, offset);
    }

    /** All before that was fetched; what was fetched is handled, unless it pauses. */
    void fetchedTo(long next) {
        if (next >= end) {
            reached = position;
            caughtUp = true;
        }
    }

    boolean due(long now) {
        return pausing && !upgradeRequired && goOnAt - now <= 0;
    }
}
