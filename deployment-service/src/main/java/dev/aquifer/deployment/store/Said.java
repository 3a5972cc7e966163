package dev.aquifer.deployment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Publishes levels: what a slot said last is remembered, and a fact that says the same again is not
 * published. While only the explanation changes, <em>since</em> stays: a better message is no
 * change, nor is the same state of a newer generation.
 */
public final class Said {
    private static final String SINCE = "since";

    /** What explains a state and is not the state. */
    private static final List<String> EXPLANATIONS =
            List.of(SINCE, "subject", "message", "pods", "excluded");

    private final LedgerTransaction transaction;
    private final Cause cause;

    /** Speaks within a transaction, because of that. */
    public Said(LedgerTransaction transaction, Cause cause) {
        this.transaction = transaction;
        this.cause = cause;
    }

    /** Says a fact, unless its slot says just that already. */
    public void say(Topic topic, Event event) {
        var slot = event.slot();
        var type = EventCatalogue.typeOf(event.getClass());
        var now = (ObjectNode) EventCodec.JSON.<JsonNode>valueToTree(event);
        var before = last(topic, slot);
        if (before.isPresent() && before.get().type().equals(type)) {
            var known = before.get().event();
            if (state(known).equals(state(normal(now)))) {
                now.set(SINCE, known.get(SINCE));
            }
            if (known.equals(normal(now))) {
                return;
            }
        }
        transaction.publish(topic, Json.read(now.toString(), event.getClass()), cause);
        transaction
                .jdbi()
                .createUpdate(
                        """
                        insert into said (topic, partition, remainder, type, event)
                        values (:topic, :partition, :remainder, :type, :event::jsonb)
                        on conflict (topic, partition, remainder)
                        do update set type = excluded.type, event = excluded.event""")
                .bind("topic", topic.topicName())
                .bind("partition", slot.partition())
                .bind("remainder", slot.remainder())
                .bind("type", type)
                .bind("event", now.toString())
                .execute();
    }

    /** Takes a slot back: its fact is no more. */
    public void unsay(Topic topic, Slot slot) {
        int forgotten =
                transaction
                        .jdbi()
                        .createUpdate(
                                """
                                delete from said
                                where topic = :topic and partition = :partition
                                  and remainder = :remainder""")
                        .bind("topic", topic.topicName())
                        .bind("partition", slot.partition())
                        .bind("remainder", slot.remainder())
                        .execute();
        if (forgotten > 0) {
            transaction.publishTombstone(topic, slot);
        }
    }

    /** Takes back all slots of a resource whose remainder begins so; all of them for "". */
    public void unsayAll(Topic topic, ResourceRef resource, String remainderPrefix) {
        List<String> remainders =
                transaction
                        .jdbi()
                        .createQuery(
                                """
                                select remainder from said
                                where topic = :topic and partition = :partition
                                  and starts_with(remainder, :prefix)
                                order by remainder""")
                        .bind("topic", topic.topicName())
                        .bind("partition", resource.toString())
                        .bind("prefix", remainderPrefix)
                        .mapTo(String.class)
                        .list();
        remainders.forEach(r -> unsay(topic, new Slot(resource.toString(), r)));
    }

    private static JsonNode state(JsonNode event) {
        return ((ObjectNode) event.deepCopy()).remove(EXPLANATIONS);
    }

    private record Last(String type, JsonNode event) {}

    private Optional<Last> last(Topic topic, Slot slot) {
        return transaction
                .jdbi()
                .createQuery(
                        """
                        select type, event from said
                        where topic = :topic and partition = :partition
                          and remainder = :remainder""")
                .bind("topic", topic.topicName())
                .bind("partition", slot.partition())
                .bind("remainder", slot.remainder())
                .map(
                        (row, context) ->
                                new Last(
                                        row.getString("type"),
                                        Json.read(row.getString("event"), JsonNode.class)))
                .findOne();
    }

    /** Through text, as numbers in a tree and numbers that were read are of different types. */
    private static JsonNode normal(JsonNode tree) {
        return Json.read(tree.toString(), JsonNode.class);
    }
}
