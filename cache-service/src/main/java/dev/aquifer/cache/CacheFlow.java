package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.cache.store.WorkRow;
import dev.aquifer.cache.store.WorkRow.Phase;
import dev.aquifer.cache.store.Works;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What cache-service does with each event: notes what is new, then decides about the caches that it
 * concerns. All decisions come one after the other, over all replicas: a cache and a cluster that
 * appear at the same time cannot miss each other.
 */
final class CacheFlow {
    private final CacheDecisions decisions;
    private final RetryPolicy policy;

    CacheFlow(CacheDecisions decisions, RetryPolicy policy) {
        this.decisions = decisions;
        this.policy = policy;
    }

    private static void oneAfterTheOther(LedgerTransaction tx) {
        tx.jdbi().execute("select pg_advisory_xact_lock(hashtextextended('cache decisions', 0))");
    }

    /** {@link Topic#DESIRED}. */
    void onDesired(Received received, LedgerTransaction tx) {
        switch (received) {
            case Fact fact -> desired((DesiredEvent) fact.event(), tx);
            case Gone gone -> undesired(ResourceRef.parse(gone.key()), tx);
        }
    }

    private void desired(DesiredEvent event, LedgerTransaction tx) {
        var name = event.subject().resource().name();
        switch (event) {
            case CacheRequested requested -> {
                oneAfterTheOther(tx);
                wanted(requested, tx);
            }
            case CacheWithdrawn withdrawn -> {
                oneAfterTheOther(tx);
                withdrawn(withdrawn, tx);
            }
            case ClusterRequested requested -> {
                oneAfterTheOther(tx);
                new Clusters(tx.jdbi())
                        .wanted(
                                name,
                                requested.subject().admittedUid().value(),
                                requested.metadata().labels());
                decisions.decideAll(tx);
            }
            case ClusterWithdrawn withdrawn -> {
                oneAfterTheOther(tx);
                new Clusters(tx.jdbi()).withdrawn(name, withdrawn.subject().admittedUid().value());
                decisions.decideAll(tx);
            }
            case DesiredEvent other -> {} // of other kinds
        }
    }

    private void wanted(CacheRequested requested, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var subject = requested.subject();
        var because = tx.cause().correlationId();
        var current = caches.current(subject.resource());
        var known = current.filter(c -> c.uid().equals(subject.uid()));
        if (known.isEmpty()) {
            for (var former : current.stream().toList()) {
                caches.save(former.superseded(tx.now()));
                decisions.decide(former.uid(), tx);
            }
            new Said(tx, tx.cause()).unsayAll(Topic.CACHES, subject.resource(), "deletion");
        } else if (known.get().generation() > subject.generation()) {
            return;
        }
        caches.save(
                known.map(c -> c.edited(subject, requested.spec(), because))
                        .orElseGet(() -> CacheRow.of(subject, requested.spec(), because)));
        decisions.decide(subject.admittedUid(), tx);
    }

    private void withdrawn(CacheWithdrawn withdrawn, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var subject = withdrawn.subject();
        var known = caches.find(subject.admittedUid());
        if (known.isPresent()) {
            caches.save(known.get().withdrawn(withdrawn.since()));
            decisions.decide(subject.admittedUid(), tx);
        } else if (caches.current(subject.resource()).isEmpty()) {
            // Nothing was ever made for it: it came and went unseen.
            new Said(tx, tx.cause()).say(Topic.CACHES, new CacheRemoved(subject, tx.now()));
        }
    }

    private void undesired(ResourceRef resource, LedgerTransaction tx) {
        if (resource.kind().equals("ModelCache")) {
            oneAfterTheOther(tx);
            var caches = new Caches(tx.jdbi());
            var current = caches.current(resource);
            if (current.isPresent()) {
                caches.save(current.get().withdrawn(tx.now()));
                decisions.decide(current.get().uid(), tx);
            } else {
                new Said(tx, tx.cause()).unsayAll(Topic.CACHES, resource, "deletion");
            }
        }
    }

    /** {@link Topic#CLUSTERS}. */
    void onCluster(Received received, LedgerTransaction tx) {
        if (!(received instanceof Fact fact)) {
            return;
        }
        var event = (ClusterEvent) fact.event();
        var name = event.subject().resource().name();
        var uid = event.subject().admittedUid().value();
        var clusters = new Clusters(tx.jdbi());
        switch (event) {
            case ClusterEvent.Reachability reachability -> {
                oneAfterTheOther(tx);
                clusters.ready(
                        name,
                        uid,
                        reachability instanceof ClusterEvent.ClusterReady,
                        words(reachability));
                decisions.decideAll(tx);
            }
            case ClusterEvent.ClusterStorageReady storage -> {
                oneAfterTheOther(tx);
                clusters.storage(name, uid, storage.storageClasses(), "");
                decisions.decideAll(tx);
            }
            case ClusterEvent.ClusterStorageFailed failed -> {
                oneAfterTheOther(tx);
                clusters.storage(name, uid, List.of(), failed.message());
                decisions.decideAll(tx);
            }
            case ClusterEvent.ClusterRemoved _ -> {
                oneAfterTheOther(tx);
                if (clusters.removed(name, uid)) {
                    new Works(tx.jdbi()).removedWith(name);
                    decisions.decideAll(tx);
                }
            }
            case ClusterEvent other -> {} // capacity, sessions, silence, classes
        }
    }

    private static String words(ClusterEvent.Reachability reachability) {
        return switch (reachability) {
            case ClusterEvent.ClusterReady ready -> "runs " + ready.kubernetesVersion();
            case ClusterEvent.ClusterProvisioning waiting -> waiting.message();
            case ClusterEvent.ClusterUnreachable away -> away.message();
            case ClusterEvent.ClusterUnimplemented gap -> gap.message();
        };
    }

    /** {@link Topic#OBSERVATIONS}. */
    void onObservation(Received received, LedgerTransaction tx) {
        if (received instanceof Fact fact && fact.event() instanceof ObservationEvent event) {
            var works = new Works(tx.jdbi());
            if (works.find(event.cluster(), event.work()).isEmpty()) {
                return; // of another service, or long gone
            }
            oneAfterTheOther(tx);
            works.find(event.cluster(), event.work())
                    .filter(work -> isOf(event, work))
                    .ifPresent(work -> observed(event, work, tx));
        }
    }

    private static boolean isOf(ObservationEvent event, WorkRow work) {
        return work.cache().equals(event.subject().uid())
                && work.attempt() == event.attempt()
                && work.session() <= event.session();
    }

    private void observed(ObservationEvent event, WorkRow work, LedgerTransaction tx) {
        boolean removed = event instanceof WorkRemoved && work.phase() == Phase.WITHDRAWN;
        new Works(tx.jdbi())
                .save(
                        new WorkRow(
                                work.cluster(),
                                work.work(),
                                work.cache(),
                                work.purpose(),
                                work.attempt(),
                                work.generation(),
                                removed ? Phase.REMOVED : work.phase(),
                                event.session()));
        if (work.phase() == Phase.REQUESTED) {
            signal(event, work).ifPresent(signal -> heard(signal, work, tx));
        }
        decisions.decide(work.cache(), tx);
    }

    private static Optional<Signal> signal(ObservationEvent event, WorkRow work) {
        if (work.purpose().equals(CacheWorks.HYDRATION)) {
            return WorkSignals.of(event);
        }
        return event instanceof WorkRejected rejected
                ? Optional.of(WorkSignals.rejected(rejected))
                : Optional.empty();
    }

    private void heard(Signal signal, WorkRow work, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var cluster = work.cluster().value();
        var cache = caches.find(work.cache());
        var before = caches.hydration(work.cache(), cluster);
        if (cache.isEmpty() || before.isEmpty()) {
            return;
        }
        // The claim serves every attempt; what is said of it concerns the current one.
        var after = before.get().after(signal, policy, tx.now());
        if (!after.equals(before.get())) {
            caches.save(work.cache(), cluster, after);
            log(cache.get(), cluster, after);
        }
    }

    private static void log(CacheRow cache, String cluster, Hydration after) {
        if (after instanceof Hydration.Completed done) {
            CacheLog.completed(cache.resource(), cluster, done.attempt(), done.artifact().digest());
        } else if (after instanceof Hydration.Failed failed) {
            CacheLog.failed(cache.resource(), cluster, failed.attempt(), failed.failure());
        }
    }

    /** {@link Topic#DEPLOYMENTS}. */
    void onDeployment(Received received, LedgerTransaction tx) {
        switch (received) {
            case Fact fact -> deployment((DeploymentEvent) fact.event(), tx);
            case Gone gone -> useGone(gone.key().split("/"), tx);
        }
    }

    private void deployment(DeploymentEvent event, LedgerTransaction tx) {
        switch (event) {
            case DeploymentEvent.CacheUseRequested asked -> {
                oneAfterTheOther(tx);
                new CacheUses(tx).requested(asked.subject(), asked.cache(), asked.cluster());
            }
            case DeploymentEvent.CacheUseReleased released -> {
                oneAfterTheOther(tx);
                if (new CacheUses(tx)
                        .released(released.subject(), released.cache(), released.cluster())) {
                    decideAllOf(released.cache(), tx);
                }
            }
            case DeploymentEvent other -> {} // no business of caches
        }
    }

    /** Key: kind/namespace/name/cache-use/cluster/cache. */
    private void useGone(String[] key, LedgerTransaction tx) {
        if (key.length == 6 && key[3].equals("cache-use")) {
            oneAfterTheOther(tx);
            var cache = new ResourceRef("ModelCache", key[1], key[5]);
            var user = new ResourceRef(key[0], key[1], key[2]);
            if (new CacheUses(tx).gone(user, cache, new ClusterName(key[4]))) {
                decideAllOf(cache, tx);
            }
        }
    }

    private void decideAllOf(ResourceRef cache, LedgerTransaction tx) {
        new Caches(tx.jdbi()).lives(cache).forEach(uid -> decisions.decide(uid, tx));
    }

    /** A timer: what is due, or everything. */
    void onTime(boolean everything, Instant now, LedgerTransaction tx) {
        oneAfterTheOther(tx);
        if (everything) {
            decisions.decideAll(tx);
        } else {
            new Caches(tx.jdbi()).due(now).forEach(uid -> decisions.decide(uid, tx));
        }
    }
}
