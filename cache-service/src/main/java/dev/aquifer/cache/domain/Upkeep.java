package dev.aquifer.cache.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How what is published on a cluster is looked after: read again when somebody asks, mended where
 * it differs, and rid of what nobody mounts any more. Nothing of that makes the artifact less there
 * than it is.
 *
 * @param attempt the newest number of its Jobs; 0 before the first
 * @param errand that is under way; null for none
 * @param request that was answered last, or is being
 * @param verdict of the last reading; null before
 * @param digest of the artifact that is there; empty before the first
 * @param former digests of others that may still be in the volume
 * @param againAt when an errand that came to nothing is tried again; null for never
 */
public record Upkeep(
        long attempt,
        @Nullable Errand errand,
        String request,
        @Nullable Verdict verdict,
        String digest,
        List<String> former,
        @Nullable Instant againAt) {
    /** Nothing was there yet. */
    public static final Upkeep NONE = new Upkeep(0, null, "", null, "", List.of(), null);

    private static final int MOST_LOSSES = 3;

    public Upkeep {
        former = List.copyOf(former);
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

    /**
     * A Job.
     *
     * @param paths of files to fetch, or digests to keep
     * @param differed how many files differed before; null where none was read yet
     * @param losses how often its result was lost
     * @param job its number; null before it was sent
     */
    public record Errand(
            Kind kind,
            List<String> paths,
            @Nullable Integer differed,
            int losses,
            @Nullable Long job) {
        public Errand {
            paths = List.copyOf(paths);
        }

        static Errand verify(@Nullable Integer differed) {
            return new Errand(Kind.VERIFY, List.of(), differed, 0, null);
        }

        Errand lost() {
            return new Errand(kind, paths, differed, losses + 1, null);
        }
    }

    /**
     * What a reading gave.
     *
     * @param count of files that differ; 0 when ok, or when nothing could be read
     * @param code why it is not ok; null when it is
     */
    public record Verdict(
            String request,
            String digest,
            boolean ok,
            List<String> paths,
            int count,
            @Nullable String code,
            @Nullable String message,
            Instant at) {
        public Verdict {
            paths = List.copyOf(paths);
        }

        /** Whether files are known to differ. */
        public boolean differs() {
            return !ok && count > 0;
        }
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
    }

    /** Another artifact is there, just verified, so that what was asked before is answered. */
    public Upkeep of(String newDigest, String asked) {
        if (newDigest.equals(digest)) {
            return this;
        }
        var others = new TreeSet<>(former);
        others.add(digest);
        others.remove(newDigest);
        others.remove("");
        return new Upkeep(attempt, null, asked, null, newDigest, List.copyOf(others), null);
    }

    private List<String> others(List<String> kept) {
        return kept.stream().filter(one -> !one.equals(digest)).toList();
    }

    /**
     * With the next errand, if there is one and none is under way.
     *
     * @param asked the newest request; empty without one
     * @param mounted digests of artifacts that somebody mounts
     */
    public Upkeep next(String asked, Set<String> mounted, Instant now) {
        if (errand != null) {
            return this;
        }
        boolean again = againAt != null && !now.isBefore(againAt);
        if (!asked.isEmpty() && !asked.equals(request)) {
            return at(Errand.verify(null), asked, verdict, null);
        }
        if (again && verdict != null && !verdict.ok()) {
            return at(Errand.verify(null), request, verdict, null);
        }
        boolean unused = !mounted.containsAll(former);
        return unused && (againAt == null || again)
                ? at(
                        new Errand(Kind.TIDY, List.copyOf(new TreeSet<>(mounted)), null, 0, null),
                        request,
                        verdict,
                        null)
                : this;
    }

    /** Interrupted: somebody needs the volume for something else. */
    public Upkeep dropped() {
        return errand == null
                ? this
                : at(null, errand.kind() == Kind.TIDY ? request : "", verdict, againAt);
    }

    /** The same, where numbers up to that one were issued. */
    public Upkeep numbered(long issued) {
        return new Upkeep(
                Math.max(attempt, issued), errand, request, verdict, digest, former, againAt);
    }

    /** The Job of that number was sent. */
    public Upkeep sent(long number) {
        return errand == null
                ? this
                : new Upkeep(
                        number,
                        new Errand(
                                errand.kind(),
                                errand.paths(),
                                errand.differed(),
                                errand.losses(),
                                number),
                        request,
                        verdict,
                        digest,
                        former,
                        againAt);
    }

    /**
     * What follows of an outcome of the current Job.
     *
     * @param mendable whether it is ours to fetch files again
     */
    public Upkeep after(Outcome outcome, boolean mendable, Duration pause, Instant now) {
        if (errand == null) {
            return this;
        }
        return switch (errand.kind()) {
            case VERIFY -> read(errand, outcome, mendable, now.plus(pause));
            // Whatever came of it: reading again tells.
            case REPAIR -> at(Errand.verify(errand.differed()), request, verdict, null);
            case TIDY ->
                    outcome instanceof Outcome.Done
                            ? new Upkeep(
                                    attempt,
                                    null,
                                    request,
                                    verdict,
                                    digest,
                                    others(errand.paths()),
                                    null)
                            : at(null, request, verdict, now.plus(pause));
        };
    }

    private Upkeep read(Errand of, Outcome outcome, boolean mendable, Instant later) {
        return switch (outcome) {
            case Outcome.Done(var read, var at) when read != null && !read.equals(digest) ->
                    at(null, request, unlike(read, at), later);
            case Outcome.Done(_, var at) ->
                    at(
                            null,
                            request,
                            new Verdict(request, digest, true, List.of(), 0, null, null, at),
                            null);
            case Outcome.Differs(var code, var paths, var count, var at) -> {
                var bad = new Verdict(request, digest, false, paths, count, code, named(paths), at);
                boolean progress = of.differed() == null || count < of.differed();
                yield mendable && progress
                        ? at(new Errand(Kind.REPAIR, paths, count, 0, null), request, bad, null)
                        : at(null, request, bad, later);
            }
            case Outcome.Failed(var code, var message, var at) ->
                    at(null, request, unread(code, message, at), later);
            case Outcome.Lost(var at) ->
                    of.losses() < MOST_LOSSES
                            ? at(of.lost(), request, verdict, null)
                            : at(
                                    null,
                                    request,
                                    unread("ResultLost", "no Job left its result", at),
                                    later);
        };
    }

    /** No file says that it is another; all together they are. */
    private Verdict unlike(String read, Instant at) {
        return new Verdict(
                request, digest, false, List.of(), 1, "CorruptFile", "it is " + read, at);
    }

    private Verdict unread(String code, String message, Instant at) {
        return new Verdict(request, digest, false, List.of(), 0, code, message, at);
    }

    private static String named(List<String> paths) {
        return String.join(", ", paths);
    }

    private Upkeep at(
            @Nullable Errand next,
            String answered,
            @Nullable Verdict found,
            @Nullable Instant again) {
        return new Upkeep(attempt, next, answered, found, digest, former, again);
    }
}
