package dev.aquifer.cache.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was heard of an attempt from its cluster. */
public sealed interface Signal {
    /** Its worker runs. */
    record Started(Instant at) implements Signal {}

    /** Its worker published the artifact. */
    record Succeeded(Artifact artifact, Instant at) implements Signal {}

    /**
     * Its worker runs, and said what it will fetch.
     *
     * @param revision as the source names it; null while only the bytes will tell
     * @param bytes of the artifact; null while that is not known
     */
    record Planned(@Nullable String revision, @Nullable Long bytes, Instant startedAt)
            implements Signal {

        /** Of a size that is not known. */
        public Planned(@Nullable String revision, Instant startedAt) {
            this(revision, null, startedAt);
        }
    }

    /**
     * It failed.
     *
     * @param told whether the worker itself said so; else its result is lost
     */
    record Ended(Failure failure, boolean told, Instant at) implements Signal {}

    /** The cluster refuses an object for now, and is asked again. */
    record Obstructed(String code, String message) implements Signal {}

    /** The cluster took the objects. */
    record Applied() implements Signal {}
}
