package dev.aquifer.ledger;

import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * The consumer's offsets. Moving one is conditional on where it was: a replica that lost its
 * partition without knowing finds it elsewhere, and its transaction fails.
 */
final class Positions {
    private final String consumer;

    Positions(String consumer) {
        this.consumer = consumer;
    }

    OptionalLong read(Handle handle, Place place) {
        return handle
                .createQuery(
                        "select next_offset from ledger.positions"
                                + " where consumer = ? and topic = ? and partition = ?")
                .bind(0, consumer)
                .bind(1, place.topic().topicName())
                .bind(2, place.partition())
                .mapTo(Long.class)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    void begin(Handle handle, Place place, long offset) {
        handle.execute(
                "insert into ledger.positions (consumer, topic, partition, next_offset)"
                        + " values (?, ?, ?, ?) on conflict do nothing",
                consumer,
                place.topic().topicName(),
                place.partition(),
                offset);
    }

    /** Moves the position. Throws {@link Fenced} when it is not where it is expected. */
    void move(Handle handle, Place place, long expected, long next) {
        int moved =
                handle.execute(
                        "update ledger.positions set next_offset = ? where consumer = ?"
                                + " and topic = ? and partition = ? and next_offset = ?",
                        next,
                        consumer,
                        place.topic().topicName(),
                        place.partition(),
                        expected);
        if (moved != 1) {
            throw new Fenced(place);
        }
    }

    /** Somebody else moved the position. */
    static final class Fenced extends RuntimeException {
        Fenced(Place place) {
            super(place + " was moved by another replica");
        }
    }
}
