package dev.aquifer.cluster.store;

import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The facts of clusters and classes. What still holds keeps its beginning. */
public final class Facts {
    private Facts() {}

    /**
     * Says a fact, if it is news.
     *
     * @param fact makes the fact, given when it began
     */
    public static void say(
            LedgerTransaction tx, Cause cause, Function<Instant, ClusterEvent> fact) {
        new Said(tx, cause).say(Topic.CLUSTERS, fact.apply(tx.now()));
    }

    /** Says a fact each time; its beginning is that of the first one of its session. */
    public static void sayAgain(LedgerTransaction tx, Function<Instant, ClusterEvent> fact) {
        new Said(tx, tx.cause()).repeat(Topic.CLUSTERS, fact.apply(tx.now()), "session");
    }

    /**
     * Opens a session on a cluster: from here on older ones may not speak for it. Its number is
     * above that of each session that was ever said to be open, also when the database forgot it.
     */
    public static long openSession(LedgerTransaction tx, ClusterRow row) {
        var said =
                new Said(tx, tx.cause())
                        .last(
                                Topic.CLUSTERS,
                                Slot.of(row.subject().resource(), "session"),
                                ClusterSessionRenewed.class)
                        .map(ClusterSessionRenewed::session)
                        .orElse(0L);
        return ClusterStore.openSession(tx.jdbi(), row.name(), said, tx.now());
    }

    /** Publishes tombstones for all that was said of a resource, but for the slot that is kept. */
    public static void forget(LedgerTransaction tx, ResourceRef resource, Optional<Slot> kept) {
        var said = new Said(tx, tx.cause());
        for (var slot : said.slots(Topic.CLUSTERS, resource)) {
            if (!kept.equals(Optional.of(slot))) {
                said.unsay(Topic.CLUSTERS, slot);
            }
        }
    }
}
