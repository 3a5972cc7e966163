package dev.aquifer.ledger;

import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import org.jspecify.annotations.Nullable;

/** What came from a topic. */
public sealed interface Received {
    /** From which topic. */
    Topic topic();

    /** From which partition of it. */
    int partition();

    /** Where in that partition. */
    long offset();

    /** A fact, newer than all that was handed over of its slot before. */
    record Fact(EventMeta meta, Event event, Topic topic, int partition, long offset)
            implements Received {}

    /**
     * The fact of a slot is no more.
     *
     * @param key the text of the slot
     * @param meta what the tombstone's headers say; null for one without
     */
    record Gone(String key, @Nullable EventMeta meta, Topic topic, int partition, long offset)
            implements Received {}
}
