package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the compacted topics that this service writes and what it said in agreement (ADR 0012). Who
 * relays compares them before it publishes anything, so that nobody writes meanwhile: a topic that
 * was lost is filled again, what was published and is still in the outbox is taken out, and a
 * database that was restored learns what it said since. Belongs to the relay's thread.
 */
final class OwnTopics implements AutoCloseable {
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(5);

    private final LedgerSettings settings;
    private final LedgerLog log;
    private final Numbering numbering;
    private final BooleanSupplier stopping;
    private final Admin admin;
    private final Map<String, PublishedNote> notes = new HashMap<>();
    private long lookedAt = System.nanoTime();

    OwnTopics(
            LedgerSettings settings, LedgerLog log, Numbering numbering, BooleanSupplier stopping) {
        this.settings = settings;
        this.log = log;
        this.numbering = numbering;
        this.stopping = stopping;
        this.admin = KafkaConfig.admin(settings.kafka());
    }

    /** A topic is not what it was: the relay has to begin anew. */
    static final class Lost extends RuntimeException {
        Lost(String topic) {
            super(topic + " was lost or made again; it is compared with what was said");
        }
    }

    /** Compares all of them. */
    void agree(Handle handle) {
        var noted = PublishedNote.all(handle);
        var names = new TreeSet<>(noted.keySet());
        names.addAll(Levels.topics(handle));
        for (var topic : Topic.values()) {
            if (topic.compacted()
                    && Arrays.asList(topic.writers().split(", ")).contains(settings.service())
                    && !names.contains(topic.topicName())
                    && exists(topic.topicName())) {
                names.add(topic.topicName());
            }
        }
        for (var name : names) {
            agree(handle, name, noted.getOrDefault(name, PublishedNote.NONE));
        }
    }

    private boolean exists(String topic) {
        try {
            return !TopicShape.of(admin, topic).id().isEmpty();
        } catch (RuntimeException e) {
            if (TopicShape.missing(e)) {
                return false;
            }
            throw e;
        }
    }

    private void agree(Handle handle, String topic, PublishedNote note) {
        var shape = TopicShape.of(admin, topic);
        boolean whole = !note.continuesIn(shape);
        var from = whole ? shape.first() : note.next();
        var seen = OwnRecords.read(settings, shape, from, stopping);
        if (seen.highest() > 0 && numbering.isBehind(handle, seen.highest())) {
            log.databaseRestored(numbering.renewAbove(seen.highest()));
        }
        var agreement =
                handle.inTransaction(
                        tx -> {
                            var reached = Agreement.reach(tx, topic, seen, whole);
                            PublishedNote.of(shape).write(tx, topic);
                            return reached;
                        });
        notes.put(topic, PublishedNote.of(shape));
        if (agreement.learned() > 0) {
            log.learnedFromTopic(topic, agreement.learned());
        }
        if (agreement.refilled() > 0) {
            log.topicRefilled(topic, agreement.refilled());
        }
    }

    /** Notes, together with the end of their rows, where published records are. */
    void note(Handle handle, List<RecordMetadata> published) {
        var next = new HashMap<String, Map<Integer, Long>>();
        for (var record : published) {
            if (Topic.named(record.topic()).compacted()) {
                next.computeIfAbsent(record.topic(), _ -> new HashMap<>())
                        .merge(record.partition(), record.offset() + 1, Math::max);
            }
        }
        next.forEach(
                (topic, offsets) -> {
                    var before = notes.get(topic);
                    if (before == null) {
                        // The first that was ever published there.
                        before = PublishedNote.of(TopicShape.of(admin, topic));
                    } else if (!before.precedes(offsets)) {
                        throw new Lost(topic);
                    }
                    var after = before.upTo(offsets);
                    after.write(handle, topic);
                    notes.put(topic, after);
                });
    }

    /** Every few seconds, whether the topics are still what they were. Throws {@link Lost}. */
    void look() {
        if (System.nanoTime() - lookedAt < BETWEEN_LOOKS) {
            return;
        }
        lookedAt = System.nanoTime();
        notes.forEach(
                (topic, note) -> {
                    if (!note.continuesIn(TopicShape.of(admin, topic))) {
                        throw new Lost(topic);
                    }
                });
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
