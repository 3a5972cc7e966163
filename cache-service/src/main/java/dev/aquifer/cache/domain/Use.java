package dev.aquifer.cache.domain;

import org.jspecify.annotations.Nullable;

/** Whether a user may mount a cache on a cluster. */
public sealed interface Use {
    /**
     * It may, until it releases: what was granted once stays as it is, whatever becomes of the
     * cache.
     *
     * @param digest of the artifact; empty for a brought claim
     * @param subPath folder in the volume; empty for its root
     * @param accessMode of the claim; null for a brought one, and where an early release granted
     */
    record Granted(
            String digest,
            String claim,
            String subPath,
            String mountPath,
            @Nullable String accessMode)
            implements Use {

        /** Of a claim whose access mode is not known. */
        public Granted(String digest, String claim, String subPath, String mountPath) {
            this(digest, claim, subPath, mountPath, null);
        }

        /** The same, of a claim of that access mode. */
        public Granted by(@Nullable String mode) {
            return new Granted(digest, claim, subPath, mountPath, mode);
        }
    }

    /** It may not now. */
    record Refused(String reason, String message) implements Use {}

    /**
     * Decides about a request.
     *
     * @param claim that holds the artifact on the cluster
     * @param folder of the artifact to mount; null for the whole
     */
    static Use decide(
            @Nullable Hydration hydration,
            String cluster,
            String plan,
            String claim,
            @Nullable String folder,
            String mountPath) {
        return switch (hydration) {
            case null -> notReady("the cache is not wanted on " + cluster);
            case Hydration.Completed done ->
                    done.of().plan().equals(plan)
                            ? new Granted(
                                    done.artifact().digest(),
                                    claim,
                                    below(done.artifact().folder(), folder),
                                    mountPath)
                            : notReady("an edit is being fetched on " + cluster);
            case Hydration.Idle idle -> notReady(cluster + ": " + idle.message());
            case Hydration.TooLarge _ ->
                    notReady("the artifact does not fit into its volume on " + cluster);
            case Hydration.Requested requested ->
                    notReady(
                            "attempt %d on %s was requested"
                                    .formatted(requested.attempt(), cluster));
            case Hydration.Running running ->
                    notReady("attempt %d on %s runs".formatted(running.attempt(), cluster));
            case Hydration.Failed failed ->
                    notReady(
                            "attempt %d on %s failed: %s"
                                    .formatted(failed.attempt(), cluster, failed.failure().code()));
        };
    }

    /** There is no such cache. */
    static Use notFound(String cache) {
        return new Refused("CacheNotFound", "there is no " + cache);
    }

    /** The cache is going. */
    static Use beingDeleted(String cache) {
        return new Refused("CacheBeingDeleted", cache + " is being deleted");
    }

    /** Files are known to differ from what was published. */
    static Use damaged(String cluster, int files) {
        return notReady("%d files on %s were found to be damaged".formatted(files, cluster));
    }

    private static Use notReady(String message) {
        return new Refused("CacheNotReady", message);
    }

    private static String below(String folder, @Nullable String further) {
        if (further == null || further.isEmpty()) {
            return folder;
        }
        return folder.isEmpty() ? further : folder + "/" + further;
    }
}
