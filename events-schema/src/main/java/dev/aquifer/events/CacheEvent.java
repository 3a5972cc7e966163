package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of caches. The subject is a ModelCache. */
public sealed interface CacheEvent extends Event {

    /** Whether the source can be fetched by this release. */
    sealed interface SourceSupport extends CacheEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "source");
        }
    }

    /**
     * The source is one we fetch.
     *
     * @param source the field of the spec that is set, for example huggingFace
     */
    @EventType("aquifer.cache.SourceSupported.v1")
    record SourceSupported(Subject subject, String source, Instant since)
            implements SourceSupport {}

    /** The source (or another part of the spec) is admitted but not carried out yet. */
    @EventType("aquifer.cache.SourceUnimplemented.v1")
    record SourceUnimplemented(Subject subject, String feature, String message, Instant since)
            implements SourceSupport {}

    /**
     * The first attempt anywhere fixed the source to one immutable revision; every cluster gets
     * that one.
     *
     * @param revision commit, version or digest, as the source calls it
     */
    @EventType("aquifer.cache.SourcePinned.v1")
    record SourcePinned(Subject subject, String revision, Instant since) implements CacheEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "pin");
        }
    }

    /**
     * The clusters that the selector matches.
     *
     * @param clusters sorted by name; none is a fact, too
     */
    @EventType("aquifer.cache.ClustersMatched.v1")
    record ClustersMatched(Subject subject, List<ClusterName> clusters, Instant since)
            implements CacheEvent {
        public ClustersMatched {
            clusters = clusters.stream().sorted().toList();
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "clusters");
        }
    }

    /** How far the cache is on one cluster. */
    sealed interface Hydration extends CacheEvent {
        /** Where. */
        ClusterName cluster();

        /** Rises with each attempt of this uid on this cluster; 0 before the first. */
        long attempt();

        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "hydration", cluster().value());
        }
    }

    /**
     * No attempt is under way because something is missing.
     *
     * @param reason for example WaitingForCluster, WaitingForStorage
     * @param message what is awaited
     */
    @EventType("aquifer.cache.HydrationWaiting.v1")
    record HydrationWaiting(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String reason,
            String message,
            Instant since)
            implements Hydration {}

    /** An attempt is requested: its claim and Job are on their way to the cluster. */
    @EventType("aquifer.cache.HydrationRequested.v1")
    record HydrationRequested(Subject subject, ClusterName cluster, long attempt, Instant since)
            implements Hydration {}

    /** The worker of the attempt runs. */
    @EventType("aquifer.cache.HydrationStarted.v1")
    record HydrationStarted(Subject subject, ClusterName cluster, long attempt, Instant since)
            implements Hydration {}

    /**
     * The artifact is complete, verified and published on the cluster.
     *
     * @param digest over path, size and sha256 of every file: {@code sha256:…}
     * @param revision what was fetched, as the source names it
     * @param bytes of the artifact
     * @param files of the artifact
     * @param bytesFetched over the network by this attempt; 0 when it was there already
     * @param claim the PersistentVolumeClaim that holds it
     * @param subPath the folder in the volume
     * @param startedAt when the worker began; null when nothing had to be done
     */
    @EventType("aquifer.cache.HydrationCompleted.v1")
    record HydrationCompleted(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String digest,
            String revision,
            long bytes,
            int files,
            long bytesFetched,
            String claim,
            String subPath,
            @Nullable Instant startedAt,
            Instant since)
            implements Hydration {}

    /** A claim that users brought was taken as it is. */
    @EventType("aquifer.cache.ClaimAdopted.v1")
    record ClaimAdopted(
            Subject subject, ClusterName cluster, long attempt, String claim, Instant since)
            implements Hydration {}

    /**
     * The attempt failed.
     *
     * @param phase where, a value of the worker's closed list, for example SourceAccess
     * @param code what, for example ChecksumMismatch
     * @param message without secrets
     * @param retryAt when the next attempt begins; null when only an edit can help
     */
    @EventType("aquifer.cache.HydrationFailed.v1")
    record HydrationFailed(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String phase,
            String code,
            String message,
            @Nullable Instant retryAt,
            Instant since)
            implements Hydration {}

    /** Whether a deployment may mount the cache on a cluster. */
    sealed interface Use extends CacheEvent {
        /** Who asked. */
        Subject user();

        /** Where. */
        ClusterName cluster();

        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(
                    subject().resource(),
                    "use",
                    cluster().value(),
                    user().resource().namespace(),
                    user().resource().name());
        }
    }

    /**
     * The user may mount it, and it stays until the use is released.
     *
     * @param digest of the artifact; empty for a brought claim
     * @param claim the PersistentVolumeClaim
     * @param subPath the folder in the volume; empty for its root
     * @param mountPath where pods find it
     */
    @EventType("aquifer.cache.CacheUseGranted.v1")
    record CacheUseGranted(
            Subject subject,
            Subject user,
            ClusterName cluster,
            String digest,
            String claim,
            String subPath,
            String mountPath,
            Instant since)
            implements Use {}

    /** The user may not mount it now; answered again when that changes. */
    @EventType("aquifer.cache.CacheUseRefused.v1")
    record CacheUseRefused(
            Subject subject,
            Subject user,
            ClusterName cluster,
            String reason,
            String message,
            Instant since)
            implements Use {}

    /** How far the deletion of a cache is. */
    sealed interface Deletion extends CacheEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "deletion");
        }
    }

    /** The deletion waits for users, or for clusters to remove what they hold. */
    @EventType("aquifer.cache.CacheDeletionBlocked.v1")
    record CacheDeletionBlocked(Subject subject, List<String> blockers, Instant since)
            implements Deletion {
        public CacheDeletionBlocked {
            blockers = List.copyOf(blockers);
        }
    }

    /** Nothing of the cache exists any more. */
    @EventType("aquifer.cache.CacheRemoved.v1")
    record CacheRemoved(Subject subject, Instant since) implements Deletion {}
}
