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
     * No attempt is known to get on because something is missing.
     *
     * @param reason for example WaitingForCluster, WaitingForStorage, WaitingForPin,
     *     WaitingForBudget, AuthSecretMissing, ConfigMapMissing, ClaimNotFound, NodeLost
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
     * @param throttled how often the origin asked this attempt to slow down; null where the worker
     *     did not say
     * @param unverifiedFiles how many of the files the source told no checksum of: they are
     *     complete, and compared with nothing; null where the worker did not say
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
            Instant since,
            @Nullable Integer throttled,
            @Nullable Integer unverifiedFiles)
            implements Hydration {

        /** By a worker that says no more than what it published. */
        public HydrationCompleted(
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
                Instant since) {
            this(
                    subject,
                    cluster,
                    attempt,
                    digest,
                    revision,
                    bytes,
                    files,
                    bytesFetched,
                    claim,
                    subPath,
                    startedAt,
                    since,
                    null,
                    null);
        }
    }

    /**
     * A claim that users brought was found to hold the artifact. What an early release adopted
     * unseen has none of the optional fields.
     *
     * @param claim the PersistentVolumeClaim
     * @param digest over path, size and sha256 of every file: {@code sha256:…}
     * @param revision what it holds, as the source names it
     * @param bytes of the artifact
     * @param files of the artifact
     */
    @EventType("aquifer.cache.ClaimAdopted.v1")
    record ClaimAdopted(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String claim,
            Instant since,
            @Nullable String digest,
            @Nullable String revision,
            @Nullable Long bytes,
            @Nullable Integer files)
            implements Hydration {

        /** Unseen. */
        public ClaimAdopted(
                Subject subject, ClusterName cluster, long attempt, String claim, Instant since) {
            this(subject, cluster, attempt, claim, since, null, null, null, null);
        }
    }

    /**
     * The attempt failed.
     *
     * @param phase where, a value of the worker's closed list, for example SourceAccess
     * @param code what, for example ChecksumMismatch
     * @param message without secrets
     * @param retryAt when the next attempt begins; null when only an edit can help
     * @param needed bytes, where space is what lacks
     * @param available bytes, where space is what lacks
     * @param throttled how often the origin asked this attempt to slow down; null where the worker
     *     did not say
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
            Instant since,
            @Nullable Long needed,
            @Nullable Long available,
            @Nullable Integer throttled)
            implements Hydration {

        /** Where neither space nor the origin's patience is what lacks. */
        public HydrationFailed(
                Subject subject,
                ClusterName cluster,
                long attempt,
                String phase,
                String code,
                String message,
                @Nullable Instant retryAt,
                Instant since) {
            this(subject, cluster, attempt, phase, code, message, retryAt, since, null, null, null);
        }
    }

    /**
     * How many streams an attempt may have of what all attempts together may have to that origin
     * with that credential; stays as it is until the attempt is over, then the fact goes.
     *
     * @param origin host, and port where it is not the usual one
     * @param credential namespace/name of the Secret; empty without one
     * @param streams of this attempt
     * @param budget of all attempts, when this was granted; the smaller one, once the origin asked
     *     this attempt to slow down
     */
    @EventType("aquifer.cache.StreamsGranted.v1")
    record StreamsGranted(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String origin,
            String credential,
            int streams,
            int budget,
            Instant since)
            implements CacheEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "budget", cluster.value());
        }
    }

    /**
     * What is staged on a cluster is being read again and compared; gone once it is known.
     *
     * @param request whose answer it will be: the value of the annotation {@code
     *     aquifer.dev/verify}
     * @param repairing whether files that were found to differ are being fetched again meanwhile
     */
    @EventType("aquifer.cache.CacheVerificationStarted.v1")
    record CacheVerificationStarted(
            Subject subject, ClusterName cluster, String request, boolean repairing, Instant since)
            implements CacheEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "verifying", cluster.value());
        }
    }

    /**
     * What is staged on a cluster was read again and compared with what was published.
     *
     * @param digest that it should have
     * @param ok whether it has it
     * @param paths of files that differ or are missing, at most 20
     * @param count of all files that differ or are missing; 0 when ok, or when it could not be read
     * @param at when the worker said so
     * @param request the value of the annotation {@code aquifer.dev/verify}
     * @param code why not: CorruptFile, FileMissing, or why it could not be read; null when ok
     * @param message for people; null when ok
     */
    @EventType("aquifer.cache.CacheVerified.v1")
    record CacheVerified(
            Subject subject,
            ClusterName cluster,
            String digest,
            boolean ok,
            List<String> paths,
            int count,
            Instant at,
            String request,
            Instant since,
            @Nullable String code,
            @Nullable String message)
            implements CacheEvent {
        public CacheVerified {
            paths = List.copyOf(paths);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "verified", cluster.value());
        }
    }

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
     * @param accessMode of the claim: with ReadWriteOnce all pods that mount it run on one node;
     *     null for a brought claim, and from writers that do not say
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
            Instant since,
            @Nullable String accessMode)
            implements Use {

        /** Of a claim whose access mode is not known. */
        public CacheUseGranted(
                Subject subject,
                Subject user,
                ClusterName cluster,
                String digest,
                String claim,
                String subPath,
                String mountPath,
                Instant since) {
            this(subject, user, cluster, digest, claim, subPath, mountPath, since, null);
        }
    }

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
