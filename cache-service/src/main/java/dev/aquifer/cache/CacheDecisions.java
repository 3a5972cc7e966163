package dev.aquifer.cache;

import dev.aquifer.cache.domain.Diligence;
import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.Wish;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.WorkRow;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.RecordTooLargeException;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Looks at all that is known of a cache and does what is still to be done: says its facts, asks for
 * its Works, answers its users. What was done before is not done again, whatever the cause.
 */
final class CacheDecisions {
    private static final long GIB = 1L << 30;

    private final WorkerTerms terms;
    private final Patience patience;
    private final Diligence diligence;

    CacheDecisions(WorkerTerms terms, Patience patience, Diligence diligence) {
        this.terms = terms;
        this.patience = patience;
        this.diligence = diligence;
    }

    /** Caches about which something is to be decided though nothing happens. */
    List<Uid> due(Handle handle, Instant now) {
        return Stream.concat(
                        new Caches(handle).due(now).stream(),
                        CacheBudgets.due(terms.settings(), handle).stream())
                .distinct()
                .toList();
    }

    /**
     * Decides about every cache. One about which nothing can be decided is looked at again by the
     * timer, and holds up no other.
     */
    void decideAll(LedgerTransaction tx) {
        for (var uid : new Caches(tx.jdbi()).all()) {
            try {
                decide(uid, tx);
            } catch (JdbiException e) {
                throw e; // the database's troubles are those of all
            } catch (RuntimeException e) {
                CacheLog.undecided(uid, e);
                new Caches(tx.jdbi()).wake(uid, tx.now());
            }
        }
    }

    /** Decides about one life of a cache; takes back what it did when it fails. */
    void decide(Uid uid, LedgerTransaction tx) {
        new Caches(tx.jdbi()).find(uid).ifPresent(cache -> decide(cache, tx));
    }

    private void decide(CacheRow cache, LedgerTransaction tx) {
        try {
            tx.part(() -> goOn(cache, tx));
        } catch (RecordTooLargeException e) {
            unimplemented(
                    cache,
                    new Sources.Gap("size", String.valueOf(e.getMessage())),
                    new Said(tx, cause(cache.correlationId(), tx)),
                    tx);
        }
    }

    private void goOn(CacheRow cache, LedgerTransaction tx) {
        var said = new Said(tx, cause(cache.correlationId(), tx));
        if (cache.withdrawnAt() != null) {
            asksForNothing(cache, said, tx);
            var works = new CacheWorks(terms, cache, said, tx);
            new CacheRemoval(cache, works, said, tx).goOn();
            return;
        }
        var gap = Sources.gap(cache.spec());
        if (gap.isPresent()) {
            unimplemented(cache, gap.get(), said, tx);
        } else {
            said.say(
                    Topic.CACHES,
                    new SourceSupported(
                            cache.subject(),
                            Sources.name(cache.spec().artifact().source()),
                            tx.now()));
            new CacheStaging(terms, patience, diligence, cache, said, tx).goOn();
        }
        new CacheUses(tx).answer(cache.resource());
    }

    private void unimplemented(CacheRow cache, Sources.Gap gap, Said said, LedgerTransaction tx) {
        said.say(
                Topic.CACHES,
                new SourceUnimplemented(cache.subject(), gap.feature(), gap.message(), tx.now()));
        said.unsay(Topic.CACHES, Slot.of(cache.resource(), "clusters"));
        asksForNothing(cache, said, tx);
        new Caches(tx.jdbi()).save(cache.waking(null));
    }

    /** The origin asked the attempt of that Work to slow down. */
    void throttled(WorkRow work, LedgerTransaction tx) {
        new CacheBudgets(terms.settings(), tx)
                .throttled(work.cache(), work.cluster().value(), work.attempt());
    }

    private void asksForNothing(CacheRow cache, Said said, LedgerTransaction tx) {
        new CacheBudgets(terms.settings(), tx).releaseAll(cache.uid());
        if (!cache.superseded()) {
            said.unsayAll(Topic.CACHES, cache.resource(), "budget");
        }
    }

    static Wish wish(CacheRow cache) {
        var spec = cache.spec();
        var plan = Sources.plan(spec);
        var known = cache.pin();
        var pin = known != null && known.plan().equals(plan) ? known : null;
        var brought = Sources.brought(spec);
        var pvc = brought == null ? spec.storage().pvc() : null;
        return new Wish(
                cache.generation(),
                plan,
                Sources.resolves(spec.artifact().source()),
                pin == null ? null : pin.revision(),
                pin == null ? null : pin.bytes(),
                spec.clusters().matchLabels(),
                pvc == null ? null : pvc.storageClassName(),
                pvc == null ? null : pvc.sizeGiB() * GIB,
                brought);
    }

    /** What a user asked for stays the beginning of the chain, whichever event comes to help. */
    static Cause cause(String correlationId, LedgerTransaction tx) {
        return new Cause(correlationId, tx.cause().causationId(), tx.cause().traceparent());
    }
}
