package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The newest record of each slot that this service published to a compacted topic. */
final class Levels {
    private static final String UPSERT =
            """
            insert into ledger.levels as l
                (topic, slot, partition_key, type, sequence, headers, value)
            values (:topic, :slot, :partition, :type, :sequence, :headers, :value)
            on conflict (topic, slot) do update set type = excluded.type,
                sequence = excluded.sequence, headers = excluded.headers, value = excluded.value
            where l.sequence <= excluded.sequence""";

    private Levels() {}

    /** A record with its number. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Level(
            String topic,
            String slot,
            String partitionKey,
            String type,
            long sequence,
            List<WireHeader> headers,
            byte @Nullable [] value) {}

    /** Keeps the last one of each slot; a tombstone ends it. */
    static void keep(Handle handle, List<Level> published) {
        var last = new LinkedHashMap<String, Level>();
        for (var level : published) {
            if (Topic.named(level.topic()).compacted()) {
                last.put(level.topic() + ' ' + level.slot(), level);
            }
        }
        var said = last.values().stream().filter(level -> level.value() != null).toList();
        var gone = last.values().stream().filter(level -> level.value() == null).toList();
        if (!said.isEmpty()) {
            var batch = handle.prepareBatch(UPSERT);
            said.forEach(level -> bind(batch, level).add());
            batch.execute();
        }
        if (!gone.isEmpty()) {
            var batch =
                    handle.prepareBatch("delete from ledger.levels where topic = ? and slot = ?");
            gone.forEach(level -> batch.add(level.topic(), level.slot()));
            batch.execute();
        }
    }

    private static PreparedBatch bind(PreparedBatch batch, Level level) {
        return batch.bind("topic", level.topic())
                .bind("slot", level.slot())
                .bind("partition", level.partitionKey())
                .bind("type", level.type())
                .bind("sequence", level.sequence())
                .bind("headers", WireHeader.pack(level.headers()))
                .bind("value", level.value());
    }

    /** The topics of which something was said. */
    static List<String> topics(Handle handle) {
        return handle.createQuery("select distinct topic from ledger.levels")
                .mapTo(String.class)
                .list();
    }

    /** The slots of a partition key. */
    static List<String> slots(Handle handle, Topic topic, String partitionKey) {
        return handle.createQuery(
                        "select slot from ledger.levels where topic = ? and partition_key = ?"
                                + " order by slot")
                .bind(0, topic.topicName())
                .bind(1, partitionKey)
                .mapTo(String.class)
                .list();
    }

    /** Type and payload of what fills a slot; nobody else changes that before the commit. */
    static Optional<Filling> lock(Handle handle, Topic topic, String slot) {
        return handle.createQuery(
                        "select type, value from ledger.levels where topic = ? and slot = ?"
                                + " for update")
                .bind(0, topic.topicName())
                .bind(1, slot)
                .map((row, _) -> new Filling(row.getString(1), row.getBytes(2)))
                .findOne();
    }

    /** What fills a slot. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Filling(String type, byte[] value) {}
}
