package dev.aquifer.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * The facts of clusters and classes. A fact is published when it says something else than the last
 * one of its slot; what still holds keeps its beginning.
 */
public final class Facts {
    private Facts() {}

    /**
     * Says a fact, if it is news.
     *
     * @param fact makes the fact, given when it began
     */
    public static void say(
            LedgerTransaction tx, Cause cause, Function<Instant, ClusterEvent> fact) {
        var candidate = fact.apply(tx.now());
        var type = EventCatalogue.typeOf(candidate.getClass());
        var last = last(tx, candidate);
        if (last.filter(l -> l.type().equals(type) && same(l.fact(), tree(candidate)))
                .isPresent()) {
            return;
        }
        var began =
                last.filter(l -> l.type().equals(type) && sameButWords(l.fact(), tree(candidate)))
                        .flatMap(l -> since(l.fact()))
                        .orElse(tx.now());
        var news = fact.apply(began);
        remember(tx, news, type);
        tx.publish(Topic.CLUSTERS, news, cause);
    }

    /** Remembers a fact that is said each time; its beginning is that of the first such fact. */
    public static ClusterEvent remember(
            LedgerTransaction tx, Function<Instant, ClusterEvent> fact) {
        var candidate = fact.apply(tx.now());
        var type = EventCatalogue.typeOf(candidate.getClass());
        var session = tree(candidate).path("session");
        var began =
                last(tx, candidate)
                        .filter(l -> l.type().equals(type))
                        .filter(l -> l.fact().path("session").equals(session))
                        .flatMap(l -> since(l.fact()))
                        .orElse(tx.now());
        var news = fact.apply(began);
        remember(tx, news, type);
        return news;
    }

    private record Said(String type, JsonNode fact) {}

    private static Optional<Said> last(LedgerTransaction tx, ClusterEvent candidate) {
        return tx.jdbi()
                .createQuery(
                        "select type, fact from cluster.said where slot = :slot and uid = :uid")
                .bind("slot", candidate.slot().toString())
                .bind("uid", candidate.subject().admittedUid().value())
                .map(
                        (rs, context) ->
                                new Said(
                                        rs.getString("type"),
                                        StoredJson.read(rs.getString("fact"), JsonNode.class)))
                .findOne();
    }

    private static JsonNode tree(ClusterEvent fact) {
        // By way of text, as what is compared with came from there.
        return StoredJson.read(StoredJson.write(fact), JsonNode.class);
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return without(a, "since").equals(without(b, "since"));
    }

    /** Whether two facts differ in the generation they speak of, and in their words, at most. */
    private static boolean sameButWords(JsonNode a, JsonNode b) {
        return without(a, "since", "subject", "message")
                .equals(without(b, "since", "subject", "message"));
    }

    private static JsonNode without(JsonNode fact, String... fields) {
        ObjectNode copy = fact.deepCopy();
        for (var field : fields) {
            copy.remove(field);
        }
        return copy;
    }

    private static Optional<Instant> since(JsonNode fact) {
        return Optional.ofNullable(fact.get("since"))
                .map(node -> EventCodec.JSON.convertValue(node, Instant.class));
    }

    private static void remember(LedgerTransaction tx, ClusterEvent news, String type) {
        tx.jdbi()
                .createUpdate(
                        """
                        insert into cluster.said (slot, partition_key, uid, type, fact)
                        values (:slot, :partition, :uid, :type, :fact)
                        on conflict (slot) do update set uid = excluded.uid,
                            type = excluded.type, fact = excluded.fact
                        """)
                .bind("slot", news.slot().toString())
                .bind("partition", news.slot().partition())
                .bind("uid", news.subject().admittedUid().value())
                .bind("type", type)
                .bind("fact", StoredJson.write(news))
                .execute();
    }

    /** Publishes tombstones for all that was said of a resource, but for the slot that is kept. */
    public static void forget(LedgerTransaction tx, ResourceRef resource, Optional<Slot> kept) {
        var slots =
                tx.jdbi()
                        .createQuery(
                                """
                                select slot from cluster.said
                                where partition_key = :partition and slot <> :kept order by slot
                                """)
                        .bind("partition", resource.toString())
                        .bind("kept", kept.map(Slot::toString).orElse(""))
                        .mapTo(String.class)
                        .list();
        for (var slot : slots) {
            tx.publishTombstone(
                    Topic.CLUSTERS,
                    new Slot(
                            resource.toString(), slot.substring(resource.toString().length() + 1)));
            tx.jdbi()
                    .createUpdate("delete from cluster.said where slot = :slot")
                    .bind("slot", slot)
                    .execute();
        }
    }
}
