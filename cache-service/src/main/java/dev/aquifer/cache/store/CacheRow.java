package dev.aquifer.cache.store;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A life of a ModelCache.
 *
 * @param withdrawnAt since when it is being deleted; null while it is wanted
 * @param superseded whether another life has its name, so that it says nothing any more
 * @param pin the revision that was pinned; null before
 * @param wakeAt when a timer has to decide again; null for never
 * @param verify the newest request to read again what is staged; empty without one
 */
public record CacheRow(
        Uid uid,
        ResourceRef resource,
        long generation,
        ModelCacheSpec spec,
        String correlationId,
        @Nullable Instant withdrawnAt,
        boolean superseded,
        @Nullable Pin pin,
        @Nullable Instant wakeAt,
        String verify) {

    /**
     * The revision of a source.
     *
     * @param bytes of it; null while they are not known
     * @param first what the first cluster that completed it got; null before
     */
    public record Pin(
            String plan, String revision, Instant at, @Nullable Long bytes, @Nullable First first) {

        /** One that nobody completed yet. */
        public Pin(String plan, String revision, Instant at, @Nullable Long bytes) {
            this(plan, revision, at, bytes, null);
        }

        /** Completed first so. */
        public Pin by(First cluster) {
            return new Pin(plan, revision, at, bytes, cluster);
        }
    }

    /** What every cluster has to get, and which one got it first. */
    public record First(String digest, String cluster) {}

    /** What its events speak of. */
    public Subject subject() {
        return new Subject(resource, uid, generation);
    }

    /** A life that begins. */
    public static CacheRow of(
            Subject subject, ModelCacheSpec spec, String verify, String correlationId) {
        return new CacheRow(
                subject.admittedUid(),
                subject.resource(),
                subject.generation(),
                spec,
                correlationId,
                null,
                false,
                null,
                null,
                verify);
    }

    /** After an edit. */
    public CacheRow edited(Subject subject, ModelCacheSpec edited, String asked, String because) {
        return new CacheRow(
                uid,
                resource,
                subject.generation(),
                edited,
                because,
                withdrawnAt,
                superseded,
                pin,
                wakeAt,
                asked);
    }

    /** Being deleted; the first time counts. */
    public CacheRow withdrawn(Instant at) {
        return withdrawn(generation, at);
    }

    /** Being deleted, as that edit says; the first time counts. */
    public CacheRow withdrawn(long edit, Instant at) {
        return new CacheRow(
                uid,
                resource,
                Math.max(generation, edit),
                spec,
                correlationId,
                withdrawnAt == null ? at : withdrawnAt,
                superseded,
                pin,
                wakeAt,
                verify);
    }

    /** Its name has another life. */
    public CacheRow superseded(Instant at) {
        var going = withdrawn(at);
        return new CacheRow(
                uid,
                resource,
                generation,
                spec,
                correlationId,
                going.withdrawnAt,
                true,
                pin,
                wakeAt,
                verify);
    }

    /** With a pinned revision; without one for null. */
    public CacheRow pinned(@Nullable Pin revision) {
        return new CacheRow(
                uid,
                resource,
                generation,
                spec,
                correlationId,
                withdrawnAt,
                superseded,
                revision,
                wakeAt,
                verify);
    }

    /** To be looked at again then. */
    public CacheRow waking(@Nullable Instant at) {
        return new CacheRow(
                uid,
                resource,
                generation,
                spec,
                correlationId,
                withdrawnAt,
                superseded,
                pin,
                at,
                verify);
    }
}
