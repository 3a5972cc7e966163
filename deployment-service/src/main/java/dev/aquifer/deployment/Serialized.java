package dev.aquifer.deployment;

import org.jdbi.v3.core.Handle;

/**
 * One decision at a time, also across the replicas of this service: a decision reads clusters,
 * caches and all replicas, and takes free capacity. Taken first in a transaction, so that nothing
 * deadlocks; it ends with the transaction.
 */
final class Serialized {
    /** Any number that nobody else in this database uses. */
    private static final long LOCK = 7_301_955_604_212L;

    private Serialized() {}

    static void decisions(Handle handle) {
        handle.createQuery("select 1 from (select pg_advisory_xact_lock(:lock)) as locked")
                .bind("lock", LOCK)
                .mapTo(Integer.class)
                .one();
    }
}
