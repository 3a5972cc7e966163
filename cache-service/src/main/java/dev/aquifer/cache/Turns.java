package dev.aquifer.cache;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Locks;

/**
 * What is decided by one at a time, over all replicas of this service: everything about the caches
 * of one name, be it their hydrations, Works, users or removal. A change of what is known of
 * clusters has all to itself, so that a cache and a cluster that appear at the same time cannot
 * miss each other. Caches of different names are decided side by side.
 */
final class Turns {
    private static final String FLEET = "fleet";

    private Turns() {}

    /** What is known of clusters changes: nothing is decided meanwhile. */
    static void fleet(LedgerTransaction tx) {
        Locks.of(tx).exclusively(FLEET);
    }

    /** Something about the caches of that name. */
    static void cache(ResourceRef cache, LedgerTransaction tx) {
        Locks.of(tx).shared(FLEET);
        Locks.of(tx).exclusively(cache.toString());
    }
}
