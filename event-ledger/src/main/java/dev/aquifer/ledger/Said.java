package dev.aquifer.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.events.wire.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Publishes levels: what the service said last of a slot is remembered, and only what changed is
 * said. Facts say since when they hold; while only their explanation changes (message, pods,
 * excluded) or the edit they speak of, that stays. A fact of another life (uid) is always news.
 *
 * <p>Who says something of a slot holds that slot until the commit, so that writers at once cannot
 * pass each other unseen. What was said outlives the topic: a topic that was lost is filled again
 * with it, with the numbers and ids it had (ADR 0012).
 */
public final class Said {
    private static final String SINCE = "since";
    private static final String SUBJECT = "subject";

    /** Fields that explain a state and are not part of it. */
    private static final List<String> EXPLANATIONS = List.of("message", "pods", "excluded");

    private final LedgerTransaction transaction;
    private final Cause cause;

    /** Speaks within a transaction, because of that. */
    public Said(LedgerTransaction transaction, Cause cause) {
        this.transaction = transaction;
        this.cause = cause;
    }

    /**
     * Says a fact, unless its slot says just that. When it only says it in other words, or of
     * another edit, it keeps its <em>since</em>.
     */
    public void say(Topic topic, Event event) {
        var now = tree(event);
        var before = hold(topic, event);
        if (before.isPresent() && sameState(before.get(), now)) {
            now.set(SINCE, before.get().get(SINCE));
        }
        if (before.isEmpty() || !before.get().equals(now)) {
            publish(topic, event, now);
        }
    }

    /**
     * Says a fact each time, such as a sign of life. Its <em>since</em> stays while the last one of
     * its slot has the same value in that field.
     */
    public void repeat(Topic topic, Event event, String field) {
        var now = tree(event);
        hold(topic, event)
                .filter(before -> sameLife(before, now))
                .filter(before -> now.path(field).equals(before.path(field)))
                .ifPresent(before -> now.set(SINCE, before.get(SINCE)));
        publish(topic, event, now);
    }

    /**
     * Asks for something, unless just that was asked for, be it for an older edit: what an edit
     * does not change is left alone.
     */
    public void ask(Topic topic, Event event) {
        var now = tree(event);
        var before = hold(topic, event);
        if (before.isEmpty() || !sameRequest(before.get(), now)) {
            publish(topic, event, now);
        }
    }

    /** Takes a slot back: its fact is no more. Does nothing for a slot that says nothing. */
    public void unsay(Topic topic, Slot slot) {
        int forgotten =
                transaction
                        .jdbi()
                        .execute(
                                "delete from ledger.levels where topic = ? and slot = ?",
                                topic.topicName(),
                                slot.toString());
        if (forgotten > 0) {
            transaction.publishTombstone(topic, slot);
        }
    }

    /** Takes back all slots of a resource whose remainder begins so; all of them for "". */
    public void unsayAll(Topic topic, ResourceRef resource, String remainderPrefix) {
        for (var slot : slots(topic, resource)) {
            if (slot.remainder().startsWith(remainderPrefix)) {
                unsay(topic, slot);
            }
        }
    }

    /** The slots of a resource that say something. */
    public List<Slot> slots(Topic topic, ResourceRef resource) {
        var partition = resource.toString();
        return Levels.slots(transaction.jdbi(), topic, partition).stream()
                .map(
                        text ->
                                new Slot(
                                        partition,
                                        text.equals(partition)
                                                ? ""
                                                : text.substring(partition.length() + 1)))
                .toList();
    }

    /**
     * What a slot said last, if that was such an event. It is known also when the database was
     * restored to an older state since: numbers that were issued then are not free.
     */
    public <E extends Event> Optional<E> last(Topic topic, Slot slot, Class<E> type) {
        return Levels.lock(transaction.jdbi(), topic, slot.toString())
                .flatMap(
                        last ->
                                EventCatalogue.all()
                                        .find(last.type())
                                        .map(known -> event(last.value(), known)))
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static Event event(byte[] value, Class<? extends Event> type) {
        try {
            return EventCodec.JSON.readValue(value, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void publish(Topic topic, Event event, ObjectNode now) {
        var text = now.toString();
        remember(topic, event, text.getBytes(StandardCharsets.UTF_8));
        try {
            transaction.publish(topic, EventCodec.JSON.readValue(text, event.getClass()), cause);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot read back " + event.getClass(), e);
        }
    }

    /** For what is said of the slot later in this transaction; the number comes at its end. */
    private void remember(Topic topic, Event event, byte[] value) {
        transaction
                .jdbi()
                .execute(
                        "update ledger.levels set type = ?, value = ? where topic = ? and slot = ?",
                        EventCatalogue.typeOf(event.getClass()),
                        value,
                        topic.topicName(),
                        event.slot().toString());
    }

    /** What the slot said last, when that was of the same type. The slot is held from here on. */
    private Optional<ObjectNode> hold(Topic topic, Event event) {
        var handle = transaction.jdbi();
        var slot = event.slot();
        var type = EventCatalogue.typeOf(event.getClass());
        var filling = Levels.lock(handle, topic, slot.toString());
        while (filling.isEmpty()) {
            int first =
                    handle.execute(
                            "insert into ledger.levels (topic, slot, partition_key, type,"
                                    + " sequence, headers, value)"
                                    + " values (?, ?, ?, ?, 0, ?, '') on conflict do nothing",
                            topic.topicName(),
                            slot.toString(),
                            slot.partition(),
                            type,
                            WireHeader.pack(List.of()));
            if (first == 1) {
                return Optional.empty();
            }
            // Another transaction was first, and is done.
            filling = Levels.lock(handle, topic, slot.toString());
        }
        return filling.filter(last -> last.type().equals(type)).map(last -> read(last.value()));
    }

    private static ObjectNode read(byte[] value) {
        try {
            return (ObjectNode) EventCodec.JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By way of text, as what is compared with came from there. */
    private static ObjectNode tree(Event event) {
        try {
            return read(EventCodec.JSON.writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + event.getClass(), e);
        }
    }

    private boolean sameState(ObjectNode before, ObjectNode now) {
        return sameLife(before, now) && state(before).equals(state(now));
    }

    private JsonNode state(ObjectNode event) {
        var copy = event.deepCopy();
        copy.remove(EXPLANATIONS);
        copy.remove(List.of(SINCE, SUBJECT));
        return copy;
    }

    private static boolean sameRequest(ObjectNode before, ObjectNode now) {
        return sameLife(before, now)
                && before.deepCopy()
                        .remove(List.of(SINCE, SUBJECT))
                        .equals(now.deepCopy().remove(List.of(SINCE, SUBJECT)));
    }

    private static boolean sameLife(ObjectNode before, ObjectNode now) {
        return now.path(SUBJECT).path("uid").equals(before.path(SUBJECT).path("uid"));
    }
}
