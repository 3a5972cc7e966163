package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.LostNodes;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.WorkId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The time in which one replica speaks for a cluster that answers. It begins by looking at all
 * Works, and then looks at those of which the database or the cluster tells something new.
 */
final class Session {
    private static final Duration COALESCE = Duration.ofMillis(100);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ClusterName cluster;
    private final WorkloadCluster workload;
    private final Transactions transactions;
    private final WorkReconciler reconciler;
    private final Progresses progresses;
    private final Facts facts;
    private final WorkQueue queue = new WorkQueue();
    private final Backoff<WorkId> backoff;
    private final Map<String, Set<WorkId>> worksByOwner = new ConcurrentHashMap<>();

    /** Whether each node was lost when it changed last. */
    private final Map<String, Boolean> lostNodes = new ConcurrentHashMap<>();

    private final Duration sweep;
    private final Duration compared;
    private volatile Optional<String> ending = Optional.empty();
    private volatile boolean factsChanged;
    private volatile boolean specChanged;
    private volatile boolean sweepSoon = true;
    private boolean swept;

    /** Says what is known of the cluster as a whole. */
    interface Facts {
        /**
         * Says it, where it is news.
         *
         * @param lookAgain whether to ask the cluster what it is; else that is taken as it was
         */
        void say(boolean lookAgain);
    }

    Session(
            ClusterName cluster,
            WorkloadCluster workload,
            Transactions transactions,
            WorkReconciler reconciler,
            Progresses progresses,
            Facts facts,
            ReconcileLimits limits) {
        this.cluster = cluster;
        this.workload = workload;
        this.transactions = transactions;
        this.reconciler = reconciler;
        this.progresses = progresses;
        this.facts = facts;
        this.backoff = new Backoff<>(limits.firstBackoff(), limits.longestBackoff());
        this.sweep = limits.sweep();
        this.compared = limits.secrets();
    }

    /** An object of the cluster appeared, changed or went. */
    void changed(ObjectTree object) {
        var ref = object.ref();
        if (ref.kind().equals("Node") || ref.kind().equals("StorageClass")) {
            factsChanged = true;
        }
        if (ref.kind().equals("Node")) {
            nodeChanged(object);
        }
        var work = object.annotation(Ownership.WORK);
        var owner = object.label(Ownership.UID);
        if (!work.isEmpty() && object.list("metadata", "ownerReferences").isEmpty()) {
            queue.add(new WorkId(work), COALESCE);
        } else if (!owner.isEmpty()) {
            worksByOwner.getOrDefault(owner, Set.of()).forEach(w -> queue.add(w, COALESCE));
        }
    }

    /** What its pods say follows from how it is. */
    private void nodeChanged(ObjectTree node) {
        var name = node.ref().name();
        boolean lost = LostNodes.isLost(node);
        // How it was before the session began nobody knows.
        if (!Boolean.valueOf(lost).equals(lostNodes.put(name, lost))) {
            workload.ours().stream()
                    .filter(object -> object.text("spec", "nodeName").equals(name))
                    .forEach(this::changed);
        }
    }

    /** The database has something new of a Work. */
    void wanted(WorkId work) {
        queue.add(work, Duration.ZERO);
    }

    /** The cluster's spec, or a class, may have changed. */
    void specChanged() {
        specChanged = true;
        queue.wake();
    }

    /** Something may have been missed. */
    void sweepSoon() {
        sweepSoon = true;
        queue.wake();
    }

    /** Ends the session; the first reason stands. */
    synchronized void end(String why) {
        if (ending.isEmpty()) {
            ending = Optional.of(why);
        }
        queue.wake();
    }

    /** Works until the session ends; returns why it did. */
    String run() throws InterruptedException {
        var nextSweep = System.nanoTime();
        while (ending.isEmpty()) {
            if (sweepSoon || System.nanoTime() - nextSweep >= 0) {
                sweepSoon = false;
                sweep();
                nextSweep = System.nanoTime() + sweep.toNanos();
            }
            if (factsChanged || specChanged) {
                var lookAgain = specChanged;
                factsChanged = false;
                specChanged = false;
                sayFacts(lookAgain);
            }
            var work = queue.take(IDLE);
            if (work.isPresent() && ending.isEmpty()) {
                reconcile(work.get());
            }
        }
        return ending.get();
    }

    private void sayFacts(boolean lookAgain) {
        try {
            facts.say(lookAgain);
        } catch (DeposedException e) {
            end(String.valueOf(e.getMessage()));
        } catch (ClusterAwayException e) {
            specChanged = true; // Whether it is away as a whole, the renewal finds out.
        } catch (RuntimeException e) {
            ClusterLog.databaseAway(e);
            factsChanged = true;
        }
    }

    /** Looks at everything, also at what nobody told of. */
    private void sweep() {
        try {
            var rows = transactions.read(handle -> WorkStore.of(handle, cluster));
            var known = rows.stream().map(row -> row.work().value()).collect(Collectors.toSet());
            rows.stream()
                    .filter(row -> !row.removed() || mayComeLate(row))
                    .forEach(row -> queue.add(row.work(), Duration.ZERO));
            lostNodes
                    .keySet()
                    .retainAll(workload.nodes().stream().map(node -> node.ref().name()).toList());
            swept = true;
            for (var object : workload.ours()) {
                var work = object.annotation(Ownership.WORK);
                if (object.ref().is("", "Pod")
                        || !object.list("metadata", "ownerReferences").isEmpty()) {
                    continue;
                }
                if (known.contains(work)) {
                    queue.add(new WorkId(work), Duration.ZERO);
                } else {
                    ClusterLog.stray(cluster, object.ref(), object.ref().namespace());
                }
            }
        } catch (RuntimeException e) {
            ClusterLog.databaseAway(e);
        }
    }

    /** A session before this one may have sent a copy that no watch tells of. */
    private boolean mayComeLate(WorkRow row) {
        return !swept && !row.secrets().isEmpty();
    }

    private void reconcile(WorkId work) {
        try {
            var found = transactions.read(handle -> WorkStore.find(handle, cluster, work));
            if (found.isEmpty()) {
                forget(work);
                return;
            }
            var row = found.get();
            index(row);
            progresses.follow(row);
            var pass = reconciler.reconcile(row);
            settle(work, pass);
            if (row.removed() && pass == Pass.SETTLED) {
                forget(work);
            }
        } catch (DeposedException e) {
            end(String.valueOf(e.getMessage()));
        } catch (ClusterAwayException e) {
            // Whether the cluster is away as a whole, the renewal of the session finds out.
            queue.add(work, backoff.failed(work));
        } catch (RuntimeException e) {
            // The database, or a mistake of ours: this Work waits, the others go on.
            ClusterLog.workFailed(cluster, work, e);
            queue.add(work, backoff.failed(work));
        }
    }

    private void settle(WorkId work, Pass pass) {
        switch (pass) {
            case SETTLED, REFUSED -> backoff.succeeded(work);
            case COMPARING -> {
                backoff.succeeded(work);
                queue.add(work, compared);
            }
            case EXPECTING -> {
                backoff.succeeded(work);
                queue.add(work, compared.compareTo(LOOK_AGAIN) < 0 ? compared : LOOK_AGAIN);
            }
            case AGAIN -> queue.add(work, Duration.ZERO);
            case WAITING -> queue.add(work, LOOK_AGAIN);
            case FAILED -> queue.add(work, backoff.failed(work));
        }
    }

    /** Sessions are long, and Works come and go. */
    private void forget(WorkId work) {
        progresses.stop(work);
        backoff.succeeded(work);
        reconciler.forget(work);
        worksByOwner.values().removeIf(works -> works.remove(work) && works.isEmpty());
    }

    /** Of how many Works and nodes something is remembered. */
    int remembered() {
        return worksByOwner.values().stream().mapToInt(Set::size).sum() + lostNodes.size();
    }

    private void index(WorkRow row) {
        var owner = row.subject().admittedUid().value();
        worksByOwner.computeIfAbsent(owner, o -> ConcurrentHashMap.newKeySet()).add(row.work());
    }
}
