package dev.aquifer.cache;

import dev.aquifer.cache.store.Caches;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;

/** Who asks to mount what: answered in the turn in which removal is decided, too. */
final class UseFlow {
    private final CacheDecisions decisions;

    UseFlow(CacheDecisions decisions) {
        this.decisions = decisions;
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
            case CacheUseRequested asked -> {
                Turns.cache(asked.cache(), tx);
                new CacheUses(tx).requested(asked.subject(), asked.cache(), asked.cluster());
            }
            case CacheUseReleased released -> {
                var cache = released.cache();
                Turns.cache(cache, tx);
                if (new CacheUses(tx).released(released.subject(), cache, released.cluster())) {
                    decideAllOf(cache, tx);
                }
            }
            case DeploymentEvent other -> {} // no business of caches
        }
    }

    /** Key: kind/namespace/name/cache-use/cluster/cache. */
    private void useGone(String[] key, LedgerTransaction tx) {
        if (key.length == 6 && key[3].equals("cache-use")) {
            var cache = new ResourceRef("ModelCache", key[1], key[5]);
            var user = new ResourceRef(key[0], key[1], key[2]);
            Turns.cache(cache, tx);
            if (new CacheUses(tx).gone(user, cache, new ClusterName(key[4]))) {
                decideAllOf(cache, tx);
            }
        }
    }

    private void decideAllOf(ResourceRef cache, LedgerTransaction tx) {
        new Caches(tx.jdbi()).lives(cache).forEach(uid -> decisions.decide(uid, tx));
    }
}
