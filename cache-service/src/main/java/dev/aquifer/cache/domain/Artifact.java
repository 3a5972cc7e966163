package dev.aquifer.cache.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a worker published.
 *
 * @param digest {@code sha256:…} over all files
 * @param revision what was fetched, as the source names it
 * @param fetched bytes that came over the network; 0 when all was there
 * @param folder in the volume; empty for its root
 * @param throttled how often the origin asked to slow down; null where that was not said
 * @param alreadyPresent whether it was there before, so that nothing was read; null where an
 *     earlier release heard of it
 * @param unverified files that the source told no checksum of; null where that was not said
 */
public record Artifact(
        String digest,
        String revision,
        long bytes,
        int files,
        long fetched,
        String folder,
        @Nullable Instant startedAt,
        @Nullable Integer throttled,
        @Nullable Boolean alreadyPresent,
        @Nullable Integer unverified) {

    /** Whether it was only found there, which is no proof of its bytes. */
    public boolean found() {
        return alreadyPresent == null || alreadyPresent;
    }
}
