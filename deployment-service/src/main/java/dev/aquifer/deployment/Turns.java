package dev.aquifer.deployment;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Locks;
import java.util.Collection;
import java.util.List;

/**
 * What is decided by one at a time, over all replicas of this service; everything else goes on side
 * by side. Taken in this order: the fleet, caches, deployments, free capacity of clusters, routes
 * of a namespace. ADR 0003 says why.
 */
final class Turns {
    private static final String FLEET = "fleet";

    private Turns() {}

    /** What is known of clusters changes: nothing is decided meanwhile. */
    static void fleet(LedgerTransaction tx) {
        Locks.of(tx).exclusively(FLEET);
    }

    /** What is known of a cache changes: none that mounts it is decided meanwhile. */
    static void cache(ResourceRef cache, LedgerTransaction tx) {
        Locks.of(tx).shared(FLEET);
        Locks.of(tx).exclusively(cache.toString());
    }

    /** A deployment is decided, on what is known of the fleet and of these caches. */
    static void deployment(Uid deployment, List<ResourceRef> caches, LedgerTransaction tx) {
        Locks.of(tx).shared(FLEET);
        Locks.of(tx).shared(caches.stream().map(ResourceRef::toString).toList());
        Locks.of(tx).exclusively("deployment/" + deployment);
    }

    /** GPUs of these clusters are taken: what was free stays free until the end. */
    static void capacity(Collection<ClusterName> clusters, LedgerTransaction tx) {
        Locks.of(tx).exclusively(clusters.stream().map(name -> "capacity/" + name).toList());
    }

    /** Services, endpoints and the address of the gateway in a namespace. */
    static void routes(String namespace, LedgerTransaction tx) {
        Locks.of(tx).shared(FLEET);
        Locks.of(tx).exclusively("routes/" + namespace);
    }
}
