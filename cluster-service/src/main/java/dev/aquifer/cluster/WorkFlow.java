package dev.aquifer.cluster;

import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of Works that others request: each is rendered, once, and remembered; the runner of
 * its cluster is told by the commit, applies it and observes it. A Work of which nothing can exist
 * is removed at once. Its requester publishes the tombstone, and then it is forgotten.
 */
final class WorkFlow {

    void onWork(Received received, LedgerTransaction tx) {
        switch (received) {
            case Received.Fact fact -> {
                switch (fact.event()) {
                    case WorkRequested requested -> request(requested, tx);
                    case WorkWithdrawn withdrawn -> withdraw(withdrawn, tx);
                    default -> {} // Nothing else is on the topic of Works.
                }
            }
            case Received.Gone gone -> forget(gone.key(), tx);
        }
    }

    private static void request(WorkRequested requested, LedgerTransaction tx) {
        // The row that a withdrawal of the cluster takes as well.
        var cluster = ClusterStore.lock(tx.jdbi(), requested.cluster());
        if (cluster.filter(c -> c.withdrawnSince().isPresent()).isPresent()) {
            reject(
                    requested,
                    cluster,
                    "ClusterWithdrawn",
                    "InferenceCluster " + requested.cluster() + " is being deleted",
                    tx);
            return;
        }
        try {
            WorkStore.put(tx.jdbi(), requested, rendered(requested), tx.cause());
        } catch (IllegalArgumentException e) {
            reject(requested, cluster, "Invalid", String.valueOf(e.getMessage()), tx);
        }
    }

    private static List<ObjectTree> rendered(WorkRequested requested) {
        var ownership =
                new Ownership(
                        requested.cluster(),
                        requested.work(),
                        requested.subject(),
                        requested.revision(),
                        requested.attempt());
        var rendered = new ArrayList<ObjectTree>();
        for (var manifest : requested.manifests()) {
            @SuppressWarnings("unchecked") // objects of JSON have text as keys
            Map<String, Object> root = EventCodec.JSON.convertValue(manifest, Map.class);
            rendered.add(Rendering.of(new ObjectTree(root), ownership));
        }
        return rendered;
    }

    private static void reject(
            WorkRequested requested,
            Optional<ClusterRow> cluster,
            String code,
            String message,
            LedgerTransaction tx) {
        tx.publish(
                Topic.OBSERVATIONS,
                new WorkRejected(
                        requested.subject(),
                        requested.cluster(),
                        requested.work(),
                        requested.attempt(),
                        session(cluster),
                        requested.purpose(),
                        code,
                        message,
                        false,
                        tx.now()));
    }

    private static long session(Optional<ClusterRow> cluster) {
        return cluster.map(ClusterRow::session).orElse(0L);
    }

    private static void withdraw(WorkWithdrawn withdrawn, LedgerTransaction tx) {
        var cluster = ClusterStore.lock(tx.jdbi(), withdrawn.cluster());
        var row = WorkStore.find(tx.jdbi(), withdrawn.cluster(), withdrawn.work());
        if (row.isPresent()) {
            WorkStore.withdraw(tx.jdbi(), row.get(), tx.cause());
        }
        var mayExist = row.isPresent() && !row.get().removed() && mayHaveBeenApplied(cluster);
        if (!mayExist) {
            removed(withdrawn, cluster, row.map(r -> r.attempt()).orElse(0L), tx);
            row.ifPresent(r -> WorkStore.markRemoved(tx.jdbi(), r));
        }
    }

    /**
     * Before the first session on a cluster nothing was applied to it, after its removal nothing is
     * left.
     */
    private static boolean mayHaveBeenApplied(Optional<ClusterRow> cluster) {
        return cluster.filter(c -> c.session() > 0 && !c.removed()).isPresent();
    }

    private static void removed(
            WorkEvent work, Optional<ClusterRow> cluster, long attempt, LedgerTransaction tx) {
        tx.publish(
                Topic.OBSERVATIONS,
                new WorkRemoved(
                        work.subject(),
                        work.cluster(),
                        work.work(),
                        attempt,
                        session(cluster),
                        tx.now(),
                        "NeverApplied"));
    }

    private static void forget(String key, LedgerTransaction tx) {
        var slash = key.indexOf('/');
        if (slash < 1 || slash == key.length() - 1) {
            return;
        }
        var cluster = new ClusterName(key.substring(0, slash));
        var work = new WorkId(key.substring(slash + 1));
        var slot = Slot.of(cluster, work);
        WorkStore.find(tx.jdbi(), cluster, work)
                .filter(row -> !row.removed())
                .ifPresent(row -> learn(row, slot, tx));
        if (WorkStore.forget(tx.jdbi(), cluster, work, tx.now())
                || WorkStore.find(tx.jdbi(), cluster, work).isEmpty()) {
            new Said(tx, tx.cause()).unsay(Topic.OBSERVATIONS, slot);
        } else {
            ClusterLog.early(key);
        }
    }

    /**
     * A requester forgets a Work once it heard that it is removed. What was said of it last is
     * known, be the database older than that: then the Work was removed, and is not made again.
     */
    private static void learn(WorkRow row, Slot slot, LedgerTransaction tx) {
        var said = new Said(tx, tx.cause()).last(Topic.OBSERVATIONS, slot, ObservationEvent.class);
        if (said.filter(last -> !(last instanceof WorkRemoved)).isPresent()) {
            return;
        }
        if (said.isPresent() || row.observation().isPresent()) {
            WorkStore.markRemoved(tx.jdbi(), row);
        } else {
            // Nothing was ever said of it: what was begun, if anything, goes.
            WorkStore.withdraw(tx.jdbi(), row, tx.cause());
        }
    }
}
