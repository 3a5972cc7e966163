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

    PartitionState(TopicPartition partition, Place place) {
        this.partition = partition;
        this.place = place;
    }

    boolean due(long now) {
        return pausing && !upgradeRequired && goOnAt - now <= 0;
    }
}
