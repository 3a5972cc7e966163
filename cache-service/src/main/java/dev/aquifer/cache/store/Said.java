package dev.aquifer.cache.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Publishes levels: what a slot said last is remembered, and what says the same again is not
 * published. What says the same of another edit keeps its <em>since</em>.
 */
public record Said(LedgerTransaction transaction, Cause cause) {
    private static final String SINCE = "since";

    /** Says a fact, unless its slot says just that. */
    public void say(Topic topic, Event event) {
        var now = tree(event);
        var before = last(topic, event.slot(), event.getClass());
        if (before.isPresent() && timeless(before.get()).equals(timeless(now))) {
            now.set(SINCE, before.get().get(SINCE));
        }
        publish(topic, event, now, before);
    }

    /**
     * Asks for something, unless just that was asked for, be it for an older edit: what an edit
     * does not change is left alone.
     */
    public void ask(Topic topic, Event event) {
        var now = tree(event);
        var before = last(topic, event.slot(), event.getClass());
        if (before.isEmpty() || !timeless(before.get()).equals(timeless(now))) {
            publish(topic, event, now, before);
        }
    }

    private void publish(Topic topic, Event event, ObjectNode now, Optional<ObjectNode> before) {
        if (before.isPresent() && before.get().equals(now)) {
            return;
        }
        transaction.publish(topic, Json.read(now.toString(), event.getClass()), cause);
        transaction
                .jdbi()
                .createUpdate(
                        """
                        insert into cache.said (topic, partition, remainder, type, event)
                        values (?, ?, ?, ?, ?::jsonb)
                        on conflict (topic, partition, remainder)
                        do update set type = excluded.type, event = excluded.event""")
                .bind(0, topic.topicName())
                .bind(1, event.slot().partition())
                .bind(2, event.slot().remainder())
                .bind(3, EventCatalogue.typeOf(event.getClass()))
                .bind(4, now.toString())
                .execute();
    }

    /** Takes a slot back: its fact is no more. */
    public void unsay(Topic topic, Slot slot) {
        int forgotten =
                transaction
                        .jdbi()
                        .execute(
                                "delete from cache.said where topic = ? and partition = ?"
                                        + " and remainder = ?",
                                topic.topicName(),
                                slot.partition(),
                                slot.remainder());
        if (forgotten > 0) {
            transaction.publishTombstone(topic, slot);
        }
    }

    /** Takes all facts of a cache back whose remainder begins so. */
    public void unsayAll(ResourceRef cache, String prefix) {
        List<String> remainders =
                transaction
                        .jdbi()
                        .createQuery(
                                "select remainder from cache.said where topic = ?"
                                        + " and partition = ? and starts_with(remainder, ?)"
                                        + " order by remainder")
                        .bind(0, Topic.CACHES.topicName())
                        .bind(1, cache.toString())
                        .bind(2, prefix)
                        .mapTo(String.class)
                        .list();
        remainders.forEach(remainder -> unsay(Topic.CACHES, new Slot(cache.toString(), remainder)));
    }

    private Optional<ObjectNode> last(Topic topic, Slot slot, Class<? extends Event> type) {
        return transaction
                .jdbi()
                .createQuery(
                        "select event from cache.said where topic = ? and partition = ?"
                                + " and remainder = ? and type = ?")
                .bind(0, topic.topicName())
                .bind(1, slot.partition())
                .bind(2, slot.remainder())
                .bind(3, EventCatalogue.typeOf(type))
                .map((row, _) -> Json.read(row.getString(1), ObjectNode.class))
                .findOne();
    }

    private static ObjectNode tree(Event event) {
        return (ObjectNode) Json.tree(event);
    }

    /** Without what an edit that changes nothing changes. */
    private static JsonNode timeless(ObjectNode event) {
        var copy = event.deepCopy();
        copy.remove(SINCE);
        if (copy.get("subject") instanceof ObjectNode subject) {
            subject.remove("generation");
        }
        return copy;
    }
}
