package dev.aquifer.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Up to where a topic and what was said agree.
 *
 * @param topicId of which topic; empty before it was looked at
 * @param first the first offset that each partition had then
 * @param next all before it, by partition, was compared or published since
 */
record PublishedNote(String topicId, Map<Integer, Long> first, Map<Integer, Long> next) {
    static final PublishedNote NONE = new PublishedNote("", Map.of(), Map.of());

    PublishedNote {
        first = Map.copyOf(first);
        next = Map.copyOf(next);
    }

    /** A topic of which all was compared. */
    static PublishedNote of(TopicShape shape) {
        return new PublishedNote(shape.id(), shape.first(), shape.end());
    }

    /** Whether the topic is the one that was noted and lost nothing of what was noted. */
    boolean continuesIn(TopicShape shape) {
        return topicId.equals(shape.id())
                && next.keySet().equals(shape.end().keySet())
                && shape.end().entrySet().stream()
                        .allMatch(end -> end.getValue() >= next.getOrDefault(end.getKey(), 0L))
                && shape.first().entrySet().stream()
                        .allMatch(at -> at.getValue() <= first.getOrDefault(at.getKey(), 0L));
    }

    /** Whether records that end there can have come after all that was noted. */
    boolean precedes(Map<Integer, Long> offsets) {
        return offsets.entrySet().stream()
                .allMatch(offset -> offset.getValue() > next.getOrDefault(offset.getKey(), 0L));
    }

    PublishedNote upTo(Map<Integer, Long> offsets) {
        var further = new HashMap<>(next);
        further.putAll(offsets);
        return new PublishedNote(topicId, first, further);
    }

    void write(Handle handle, String topic) {
        var batch =
                handle.prepareBatch(
                        """
                        insert into ledger.published
                            (topic, partition, topic_id, first_offset, next_offset)
                        values (?, ?, ?, ?, ?)
                        on conflict (topic, partition) do update set topic_id = excluded.topic_id,
                            first_offset = excluded.first_offset,
                            next_offset = excluded.next_offset""");
        next.forEach(
                (partition, offset) ->
                        batch.add(
                                topic,
                                partition,
                                topicId,
                                first.getOrDefault(partition, 0L),
                                offset));
        batch.execute();
    }

    /** Of all topics. */
    static Map<String, PublishedNote> all(Handle handle) {
        record Row(String topic, int partition, String id, long first, long next) {}
        var rows =
                handle.createQuery(
                                "select topic, partition, topic_id, first_offset, next_offset"
                                        + " from ledger.published")
                        .map(
                                (row, _) ->
                                        new Row(
                                                row.getString(1),
                                                row.getInt(2),
                                                row.getString(3),
                                                row.getLong(4),
                                                row.getLong(5)))
                        .list();
        var notes = new HashMap<String, PublishedNote>();
        for (var row : rows) {
            notes.merge(
                    row.topic(),
                    new PublishedNote(
                            row.id(),
                            Map.of(row.partition(), row.first()),
                            Map.of(row.partition(), row.next())),
                    PublishedNote::and);
        }
        return notes;
    }

    private PublishedNote and(PublishedNote other) {
        var firsts = new HashMap<>(first);
        firsts.putAll(other.first);
        var nexts = new HashMap<>(next);
        nexts.putAll(other.next);
        return new PublishedNote(topicId.equals(other.topicId) ? topicId : "", firsts, nexts);
    }
}
