package dev.aquifer.ledger;

import dev.aquifer.events.Event;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * A transaction of the service's database that also publishes. What it publishes reaches the topics
 * after the commit, in the order of the commits for each resource (or cluster, for Works). Belongs
 * to one thread, and ends when the handler returns.
 */
public interface LedgerTransaction {
    /** The open transaction; not to be committed, rolled back or closed by the handler. */
    Handle jdbi();

    /** The time of this transaction: one instant from its begin to its end, in milliseconds. */
    Instant now();

    /** What follows is because of this. */
    Cause cause();

    /** Publishes an event because of the one that is being handled. */
    default void publish(Topic topic, Event event) {
        publish(topic, event, cause());
    }

    /**
     * Publishes an event because of something else. Throws {@link RecordTooLargeException} for one
     * that is larger than a record may be.
     */
    void publish(Topic topic, Event event, Cause cause);

    /** Publishes that the slot's fact is no more, so that compaction forgets it. */
    void publishTombstone(Topic topic, Slot slot);

    /**
     * Does a part of what is to be done that stands or falls by itself: when it throws, what it
     * wrote and published is taken back, and what was done before stays. The failure is thrown on.
     */
    void part(Runnable work);
}
