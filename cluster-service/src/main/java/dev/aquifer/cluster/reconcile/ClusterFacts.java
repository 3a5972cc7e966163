package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.Capacity;
import dev.aquifer.cluster.domain.Capacity.HardwareClass;
import dev.aquifer.cluster.domain.Capacity.NamedPool;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.store.ClassRow;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.Facts;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterStorageFailed;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnimplemented;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.spec.InferenceClusterSpec.Storage;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Says what is known of one cluster as a whole, each fact where it is news. */
final class ClusterFacts {
    private final ClusterName cluster;
    private final Transactions transactions;

    ClusterFacts(ClusterName cluster, Transactions transactions) {
        this.cluster = cluster;
        this.transactions = transactions;
    }

    /** What a cluster says it is. */
    record Look(String version, List<String> capabilities) {}

    /** Says the facts of a session; asks the cluster what it is only when that may be new. */
    static final class Speaker implements Session.Facts {
        private final ClusterFacts facts;
        private final long session;
        private final WorkloadCluster workload;
        private Look look;

        Speaker(ClusterFacts facts, long session, WorkloadCluster workload, Look first) {
            this.facts = facts;
            this.session = session;
            this.workload = workload;
            this.look = first;
        }

        @Override
        public void say(boolean lookAgain) {
            if (lookAgain) {
                look = new Look(workload.version(), workload.capabilities());
            }
            facts.ready(session, look, workload);
        }
    }

    private void say(BiConsumer<LedgerTransaction, ClusterRow> body) {
        var correlation =
                transactions
                        .read(handle -> ClusterStore.cluster(handle, cluster))
                        .map(ClusterRow::correlation)
                        .orElse("");
        transactions.in(
                Cause.continuing(correlation),
                tx -> {
                    ClusterStore.lock(tx.jdbi(), cluster)
                            .filter(row -> !row.removed())
                            .ifPresent(row -> body.accept(tx, row));
                    return true;
                });
    }

    /** Says something in the name of a session. Throws {@link DeposedException}. */
    private void sayAs(long session, BiConsumer<LedgerTransaction, ClusterRow> body) {
        say(
                (tx, row) -> {
                    if (row.session() != session) {
                        throw new DeposedException(cluster, session);
                    }
                    body.accept(tx, row);
                });
    }

    void provisioning(long session, String reason, String message) {
        ClusterLog.unusable(cluster, reason, message);
        sayAs(
                session,
                (tx, row) ->
                        Facts.say(
                                tx,
                                tx.cause(),
                                since ->
                                        new ClusterProvisioning(
                                                row.subject(), reason, message, since)));
    }

    void unimplemented(long session, String feature, String message) {
        sayAs(
                session,
                (tx, row) ->
                        Facts.say(
                                tx,
                                tx.cause(),
                                since ->
                                        new ClusterUnimplemented(
                                                row.subject(), feature, message, since)));
    }

    void unreachable(long session, String message) {
        sayAs(
                session,
                (tx, row) ->
                        Facts.say(
                                tx,
                                tx.cause(),
                                since ->
                                        new ClusterUnreachable(
                                                row.subject(),
                                                message,
                                                row.lastSeen().orElse(null),
                                                since)));
    }

    /** The cluster answers: what it is, what it can store and hold. */
    void ready(long session, Look look, WorkloadCluster workload) {
        sayAs(
                session,
                (tx, row) -> {
                    Facts.say(
                            tx,
                            tx.cause(),
                            since ->
                                    new ClusterReady(
                                            row.subject(),
                                            look.version(),
                                            look.capabilities(),
                                            since));
                    storage(tx, row, workload.storageClasses());
                    capacity(tx, row, workload);
                });
    }

    private static void storage(LedgerTransaction tx, ClusterRow row, List<String> found) {
        var named = Optional.ofNullable(row.spec().storage()).map(Storage::storageClassName);
        if (found.isEmpty() || named.filter(n -> !found.contains(n)).isPresent()) {
            var reason = found.isEmpty() ? "NoStorageClass" : "StorageClassMissing";
            var message =
                    named.map(n -> "StorageClass " + n + " does not exist on the cluster; ")
                                    .orElse("")
                            + (found.isEmpty()
                                    ? "the cluster has no StorageClass"
                                    : "there are: " + String.join(", ", found));
            Facts.say(
                    tx,
                    tx.cause(),
                    since -> new ClusterStorageFailed(row.subject(), reason, message, since));
            return;
        }
        Facts.say(tx, tx.cause(), since -> new ClusterStorageReady(row.subject(), found, since));
    }

    private static void capacity(LedgerTransaction tx, ClusterRow row, WorkloadCluster cluster) {
        var named =
                row.spec().pools().stream()
                        .map(pool -> new NamedPool(pool.name(), pool.inferenceClass()))
                        .toList();
        var pools = Capacity.of(cluster.nodes(), named, hardware(ClusterStore.classes(tx.jdbi())));
        Facts.say(
                tx, tx.cause(), since -> new ClusterCapacityObserved(row.subject(), pools, since));
    }

    private static Map<String, HardwareClass> hardware(List<ClassRow> classes) {
        var byName = new LinkedHashMap<String, HardwareClass>();
        for (var row : classes) {
            var provisioning = row.spec().provisioning();
            var gke = provisioning == null ? null : provisioning.gke();
            var accelerator = gke == null ? null : gke.accelerator();
            var gpu = row.spec().resources().gpu();
            byName.put(
                    row.name(),
                    new HardwareClass(
                            row.name(),
                            accelerator == null ? "" : accelerator.type(),
                            gpu.memory(),
                            gpu.count()));
        }
        return byName;
    }

    /** The session goes on. */
    void renewed(long session) {
        sayAs(
                session,
                (tx, row) -> {
                    ClusterStore.renewSession(tx.jdbi(), cluster, session, tx.now());
                    Facts.sayAgain(
                            tx,
                            since ->
                                    new ClusterSessionRenewed(
                                            row.subject(), session, tx.now(), since));
                });
    }
}
