package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's offsets. Moving one is conditional on where it was: a replica that lost its
 * partition without knowing finds it elsewhere, and its transaction fails.
 */
final class Positions {
    private final String consumer;

    Positions(String consumer) {
        this.consumer = consumer;
    }

    /**
     * Where the consumer is in that topic: at its beginning when it was not there before, or only
     * in another topic of that name.
     */
    Position at(Handle handle, Place place, String topicId, long beginning) {
        handle.execute(
                "insert into ledger.positions"
                        + " (consumer, topic, partition, next_offset, topic_id)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing",
                consumer,
                place.topic().topicName(),
                place.partition(),
                beginning,
                topicId);
        var found =
                handle.createQuery(
                                "select next_offset, topic_id from ledger.positions"
                                        + " where consumer = ? and topic = ? and partition = ?"
                                        + " for update")
                        .bind(0, consumer)
                        .bind(1, place.topic().topicName())
                        .bind(2, place.partition())
                        .map((row, _) -> new Found(row.getLong(1), row.getString(2)))
                        .one();
        if (topicId.equals(found.topicId())) {
            return new Position(found.next(), false);
        }
        boolean replaced = found.topicId() != null;
        long next = replaced ? beginning : found.next();
        handle.execute(
                "update ledger.positions set next_offset = ?, topic_id = ?"
                        + " where consumer = ? and topic = ? and partition = ?",
                next,
                topicId,
                consumer,
                place.topic().topicName(),
                place.partition());
        return new Position(next, replaced);
    }

    /** All that are known. */
    Map<Place, Long> all(Handle handle) {
        var all = new HashMap<Place, Long>();
        handle.createQuery(
                        "select topic, partition, next_offset from ledger.positions"
                                + " where consumer = ?")
                .bind(0, consumer)
                .map(
                        (row, _) ->
                                Map.entry(
                                        new Place(Topic.named(row.getString(1)), row.getInt(2)),
                                        row.getLong(3)))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** How far that one was handled, as the database has it; 0 before anything was. */
    long next(Handle handle, Place place) {
        return handle.createQuery(
                        "select next_offset from ledger.positions"
                                + " where consumer = ? and topic = ? and partition = ?")
                .bind(0, consumer)
                .bind(1, place.topic().topicName())
                .bind(2, place.partition())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private record Found(long next, @Nullable String topicId) {}

    /**
     * Where a consumer is.
     *
     * @param replaced whether it was in another topic of that name before
     */
    record Position(long next, boolean replaced) {}

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
