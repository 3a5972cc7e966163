package dev.aquifer.cache;

import dev.aquifer.cache.domain.Cluster;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.events.CacheEvent.CacheDeletionBlocked;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.util.ArrayList;
import java.util.List;

/** The deletion of a cache: users first, then Jobs, then claims, then all that was said of it. */
final class CacheRemoval {
    private final CacheRow cache;
    private final CacheWorks works;
    private final Said said;
    private final LedgerTransaction tx;
    private final Caches caches;

    CacheRemoval(CacheRow cache, CacheWorks works, Said said, LedgerTransaction tx) {
        this.cache = cache;
        this.works = works;
        this.said = said;
        this.tx = tx;
        this.caches = new Caches(tx.jdbi());
    }

    /** Goes as far as is possible now. */
    void goOn() {
        caches.save(cache.waking(null));
        var uses = new CacheUses(tx);
        var holders = uses.holders(cache);
        if (!holders.isEmpty()) {
            blocked(
                    holders.stream()
                            .map(use -> use.user().resource() + " on " + use.cluster())
                            .toList());
            uses.answer(cache.resource());
            return;
        }
        var waitingFor = new ArrayList<String>();
        for (var cluster : caches.hydrations(cache.uid()).keySet()) {
            if (!works.leave(cluster)) {
                waitingFor.add(cluster);
            }
        }
        if (waitingFor.isEmpty()) {
            finish(uses);
        } else {
            blocked(silent(waitingFor));
            uses.answer(cache.resource());
        }
    }

    /** Clusters that answer are just a matter of time and block nothing. */
    private List<String> silent(List<String> clusters) {
        var answering =
                new Clusters(tx.jdbi())
                        .all().stream().filter(Cluster::ready).map(Cluster::name).toList();
        return clusters.stream()
                .filter(cluster -> !answering.contains(cluster))
                .map(cluster -> "cluster " + cluster + " does not answer")
                .toList();
    }

    private void blocked(List<String> blockers) {
        if (cache.superseded()) {
            return;
        }
        if (blockers.isEmpty()) {
            said.unsay(Topic.CACHES, Slot.of(cache.resource(), "deletion"));
        } else {
            said.say(Topic.CACHES, new CacheDeletionBlocked(cache.subject(), blockers, tx.now()));
        }
    }

    private void finish(CacheUses uses) {
        caches.delete(cache.uid());
        if (cache.superseded()) {
            return;
        }
        for (var facet :
                List.of(
                        "source",
                        "pin",
                        "clusters",
                        "hydration",
                        "budget",
                        "verifying",
                        "verified")) {
            said.unsayAll(Topic.CACHES, cache.resource(), facet);
        }
        said.say(Topic.CACHES, new CacheRemoved(cache.subject(), tx.now()));
        uses.answer(cache.resource());
        CacheLog.removed(cache.resource());
    }
}
