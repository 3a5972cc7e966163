package dev.aquifer.ledger;

import dev.aquifer.events.EventMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What was handled. Every mark is made in the transaction of the handling. */
final class Inbox {
    private static final int LONGEST_KEY = 600;
    private static final int BEGINNING = 200;

    private final String consumer;

    Inbox(String consumer) {
        this.consumer = consumer;
    }

    /**
     * Marks an event as handled. False when it was handled, or a newer one of its slot and source
     * was, so that it is a duplicate or came late.
     */
    boolean accept(Handle handle, Received received, String key, Instant now) {
        return switch (received) {
            case Received.Fact fact ->
                    fact.meta().sequence() > 0
                            ? newest(handle, fact, key, fact.meta(), null)
                            : first(handle, fact, now);
            case Received.Gone gone -> {
                var meta = gone.meta();
                yield meta == null || newest(handle, gone, key, meta, now);
            }
        };
    }

    private boolean newest(
            Handle handle,
            Received received,
            String key,
            EventMeta meta,
            @Nullable Instant goneAt) {
        return handle.createUpdate(
                                """
                                insert into ledger.slots as s
                                    (consumer, topic, slot, source, sequence, gone_at)
                                values (?, ?, ?, ?, ?, ?)
                                on conflict (consumer, topic, slot, source) do update
                                    set sequence = excluded.sequence, gone_at = excluded.gone_at
                                    where s.sequence < excluded.sequence""")
                        .bind(0, consumer)
                        .bind(1, received.topic().topicName())
                        .bind(2, key)
                        .bind(3, meta.source())
                        .bind(4, meta.sequence())
                        .bind(5, goneAt)
                        .execute()
                == 1;
    }

    private boolean first(Handle handle, Received.Fact fact, Instant now) {
        return handle.createUpdate(
                                "insert into ledger.inbox (consumer, topic, source, id, handled_at)"
                                        + " values (?, ?, ?, ?, ?) on conflict do nothing")
                        .bind(0, consumer)
                        .bind(1, fact.topic().topicName())
                        .bind(2, fact.meta().source())
                        .bind(3, fact.meta().id())
                        .bind(4, now)
                        .execute()
                == 1;
    }

    /**
     * Under which name a key is marked: itself, unless it is longer than an index of the database
     * takes. No key of ours is, but a stranger's may be.
     */
    static String markOf(String key) {
        if (key.length() <= LONGEST_KEY) {
            return key;
        }
        var whole = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        return key.substring(0, BEGINNING).replaceAll("\\p{Cs}", "") + "#" + whole;
    }

    /** The key's newest record is a dead letter. */
    void mark(Handle handle, Place place, String key, long offset, String reason, Instant now) {
        handle.createUpdate(
                        """
                        insert into ledger.marked_keys
                            (consumer, topic, slot, partition, record_offset, reason, marked_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (consumer, topic, slot) do update set
                            partition = excluded.partition, record_offset = excluded.record_offset,
                            reason = excluded.reason, marked_at = excluded.marked_at""")
                .bind(0, consumer)
                .bind(1, place.topic().topicName())
                .bind(2, key)
                .bind(3, place.partition())
                .bind(4, offset)
                .bind(5, reason)
                .bind(6, now)
                .execute();
    }

    /** A newer fact of the key was handled. */
    void unmark(Handle handle, Place place, String key) {
        handle.execute(
                "delete from ledger.marked_keys where consumer = ? and topic = ? and slot = ?",
                consumer,
                place.topic().topicName(),
                key);
    }

    /** The keys of a partition that are marked. */
    Set<String> marked(Handle handle, Place place) {
        return new HashSet<>(
                handle.createQuery(
                                "select slot from ledger.marked_keys"
                                        + " where consumer = ? and topic = ? and partition = ?")
                        .bind(0, consumer)
                        .bind(1, place.topic().topicName())
                        .bind(2, place.partition())
                        .mapTo(String.class)
                        .list());
    }

    /** Forgets what nobody delivers any more. */
    void forget(Jdbi database, Instant now, Duration retention) {
        var before = now.minus(retention);
        database.useTransaction(
                handle -> {
                    handle.execute("delete from ledger.inbox where handled_at < ?", before);
                    handle.execute("delete from ledger.slots where gone_at < ?", before);
                });
    }
}
