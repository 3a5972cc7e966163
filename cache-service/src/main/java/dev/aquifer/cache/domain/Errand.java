package dev.aquifer.cache.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Job that looks after what is published on a cluster.
 *
 * @param paths of files to fetch, or digests to keep
 * @param differed how many files differed before; null where none was read yet
 * @param losses how often its result was lost
 * @param job its number; null before it was sent
 * @param sentAt when that was; null before, and where an earlier release sent it
 * @param begun whether its worker ran
 * @param obstacle what keeps it from running; null when nothing was heard
 */
public record Errand(
        Kind kind,
        List<String> paths,
        @Nullable Integer differed,
        int losses,
        @Nullable Long job,
        @Nullable Instant sentAt,
        boolean begun,
        Hydration.@Nullable Obstacle obstacle) {
    public Errand {
        paths = List.copyOf(paths);
    }

    static Errand of(Kind kind, List<String> paths, @Nullable Integer differed, int losses) {
        return new Errand(kind, paths, differed, losses, null, null, false, null);
    }

    static Errand verify(@Nullable Integer differed) {
        return of(Kind.VERIFY, List.of(), differed, 0);
    }

    Errand lost() {
        return of(kind, paths, differed, losses + 1);
    }

    Errand sent(long number, Instant now) {
        return new Errand(kind, paths, differed, losses, number, now, false, null);
    }

    Errand heard(Hydration.@Nullable Obstacle against) {
        boolean runs = against == null;
        return new Errand(
                kind,
                paths,
                differed,
                losses,
                job,
                sentAt,
                begun || runs,
                begun || runs ? null : against);
    }

    /** When it is given up unless it runs by then; null where it does, or was not sent. */
    public @Nullable Instant startsUntil(Diligence diligence) {
        return begun || sentAt == null ? null : sentAt.plus(diligence.start());
    }

    /** What a Job is sent for. */
    public enum Kind {
        /** To read and compare. */
        VERIFY,
        /** To fetch files that differ. */
        REPAIR,
        /** To remove artifacts that nobody mounts. */
        TIDY
    }

    /** What came of a Job. */
    public sealed interface Outcome {
        /**
         * It did what it was sent for.
         *
         * @param digest of what it read; null where it read nothing
         */
        record Done(@Nullable String digest, Instant at) implements Outcome {}

        /** Files differ or are missing. */
        record Differs(String code, List<String> paths, int count, Instant at) implements Outcome {}

        /** It failed. */
        record Failed(String code, String message, Instant at) implements Outcome {}

        /** What it found is gone. */
        record Lost(Instant at) implements Outcome {}

        /** Its worker runs. */
        record Begun() implements Outcome {}

        /** Something keeps it from running. */
        record Obstructed(Hydration.Obstacle obstacle, Instant at) implements Outcome {}
    }
}
