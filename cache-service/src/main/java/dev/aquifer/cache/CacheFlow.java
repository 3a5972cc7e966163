package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What cache-service does with what users want, start to finish: notes what is new, then decides
 * about the caches that it concerns. {@link FleetFlow} hears of clusters, {@link AttemptFlow} of
 * attempts, {@link UseFlow} of those that mount.
 */
final class CacheFlow {
    /**
     * Asks to read again what is staged, or to try again what failed, each time it has another
     * value.
     */
    static final String VERIFY = "aquifer.dev/verify";

    private final CacheDecisions decisions;

    CacheFlow(CacheDecisions decisions) {
        this.decisions = decisions;
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
            case CacheRequested requested -> wanted(requested, tx);
            case CacheWithdrawn withdrawn -> withdrawn(withdrawn, tx);
            case ClusterRequested requested -> {
                Turns.fleet(tx);
                new Clusters(tx.jdbi())
                        .wanted(
                                name,
                                requested.subject().admittedUid().value(),
                                requested.metadata().labels());
                decisions.decideAll(tx);
            }
            case ClusterWithdrawn withdrawn -> {
                Turns.fleet(tx);
                new Clusters(tx.jdbi()).withdrawn(name, withdrawn.subject().admittedUid().value());
                decisions.decideAll(tx);
            }
            case DesiredEvent other -> {} // of other kinds
        }
    }

    private void wanted(CacheRequested requested, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var subject = requested.subject();
        Turns.cache(subject.resource(), tx);
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
        var verify = requested.metadata().annotations().getOrDefault(VERIFY, "");
        if (known.filter(c -> !c.verify().equals(verify)).isPresent()) {
            tryAgain(subject.admittedUid(), caches, tx);
        }
        caches.save(
                known.map(c -> c.edited(subject, requested.spec(), verify, because))
                        .orElseGet(() -> CacheRow.of(subject, requested.spec(), verify, because)));
        decisions.decide(subject.admittedUid(), tx);
    }

    /** Whoever wants to know how it is now has mended what was in the way, or hopes so. */
    private static void tryAgain(Uid cache, Caches caches, LedgerTransaction tx) {
        caches.hydrations(cache)
                .forEach(
                        (cluster, hydration) -> {
                            if (hydration instanceof Hydration.Failed failed) {
                                caches.save(cache, cluster, failed.askedAgain(tx.now()));
                            }
                        });
    }

    private void withdrawn(CacheWithdrawn withdrawn, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var subject = withdrawn.subject();
        Turns.cache(subject.resource(), tx);
        var known = caches.find(subject.admittedUid());
        if (known.isPresent()) {
            caches.save(known.get().withdrawn(subject.generation(), withdrawn.since()));
            decisions.decide(subject.admittedUid(), tx);
        } else if (caches.current(subject.resource()).isEmpty()) {
            // Nothing was ever made for it: it came and went unseen.
            new Said(tx, tx.cause()).say(Topic.CACHES, new CacheRemoved(subject, tx.now()));
        }
    }

    private void undesired(ResourceRef resource, LedgerTransaction tx) {
        if (!resource.kind().equals("ModelCache")) {
            return;
        }
        Turns.cache(resource, tx);
        var caches = new Caches(tx.jdbi());
        var current = caches.current(resource);
        if (current.isPresent()) {
            caches.save(current.get().withdrawn(tx.now()));
            decisions.decide(current.get().uid(), tx);
        } else {
            new Said(tx, tx.cause()).unsayAll(Topic.CACHES, resource, "deletion");
        }
    }

    /** Caches to look at again though nothing happens. */
    List<Uid> due(Handle handle, Instant now) {
        return decisions.due(handle, now);
    }

    /** Looks at a cache again without an event. */
    void lookAgain(Uid cache, LedgerTransaction tx) {
        new Caches(tx.jdbi())
                .find(cache)
                .ifPresent(
                        found -> {
                            Turns.cache(found.resource(), tx);
                            decisions.decide(cache, tx);
                        });
    }
}
