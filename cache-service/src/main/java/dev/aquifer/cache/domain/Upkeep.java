package dev.aquifer.cache.domain;

import dev.aquifer.cache.domain.Errand.Kind;
import dev.aquifer.cache.domain.Errand.Outcome;
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
    private static final Hydration.Obstacle NO_RESULT =
            new Hydration.Obstacle("ResultLost", "no Job left its result");

    public Upkeep {
        former = List.copyOf(former);
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
                        Errand.of(Kind.TIDY, List.copyOf(new TreeSet<>(mounted)), null, 0),
                        request,
                        verdict,
                        null)
                : this;
    }

    /** Without the errand, if it did not run in time: then it is said, and tried again later. */
    public Upkeep unlessLate(Diligence diligence, Instant now) {
        if (errand == null || errand.job() == null) {
            return this;
        }
        if (errand.sentAt() == null && !errand.begun()) {
            return at(errand.sent(errand.job(), now), request, verdict, againAt);
        }
        var until = errand.startsUntil(diligence);
        if (until == null || now.isBefore(until)) {
            return this;
        }
        var obstacle =
                errand.obstacle() == null
                        ? new Hydration.Obstacle(
                                "NotStarted",
                                "its Job did not run within "
                                        + diligence.start().toSeconds()
                                        + " s")
                        : errand.obstacle();
        return givenUp(errand, obstacle, now, now.plus(diligence.again()));
    }

    private Upkeep givenUp(Errand what, Hydration.Obstacle obstacle, Instant at, Instant later) {
        return switch (what.kind()) {
            case VERIFY -> at(null, request, unread(obstacle, at), later);
            case REPAIR ->
                    at(null, request, verdict == null ? null : verdict.unmended(obstacle), later);
            case TIDY -> at(null, request, verdict, later);
        };
    }

    /** To be read again, unless something is under way. */
    public Upkeep doubted() {
        return errand == null ? at(Errand.verify(null), request, verdict, null) : this;
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
    public Upkeep sent(long number, Instant now) {
        return errand == null
                ? this
                : new Upkeep(
                        number,
                        errand.sent(number, now),
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
        return switch (outcome) {
            case Outcome.Begun _ -> at(errand.heard(null), request, verdict, againAt);
            case Outcome.Obstructed(var obstacle, var at) ->
                    obstacle.isEverywhere() && !errand.begun()
                            ? givenUp(errand, obstacle, at, now.plus(pause))
                            : at(errand.heard(obstacle), request, verdict, againAt);
            default -> ended(errand, outcome, mendable, now.plus(pause));
        };
    }

    private Upkeep ended(Errand what, Outcome outcome, boolean mendable, Instant later) {
        return switch (what.kind()) {
            case VERIFY -> read(what, outcome, mendable, later);
            // Whatever came of it: reading again tells.
            case REPAIR -> at(Errand.verify(what.differed()), request, verdict, null);
            case TIDY ->
                    outcome instanceof Outcome.Done
                            ? new Upkeep(
                                    attempt,
                                    null,
                                    request,
                                    verdict,
                                    digest,
                                    others(what.paths()),
                                    null)
                            : at(null, request, verdict, later);
        };
    }

    private Upkeep read(Errand of, Outcome outcome, boolean mendable, Instant later) {
        return switch (outcome) {
            case Outcome.Done(var read, var at) when read != null && !read.equals(digest) ->
                    at(null, request, Verdict.unlike(request, digest, read, at), later);
            case Outcome.Done(_, var at) ->
                    at(null, request, Verdict.good(request, digest, at), null);
            case Outcome.Differs differs -> {
                var bad = Verdict.bad(request, digest, differs);
                boolean progress = of.differed() == null || differs.count() < of.differed();
                yield mendable && progress
                        ? at(
                                Errand.of(Kind.REPAIR, differs.paths(), differs.count(), 0),
                                request,
                                bad,
                                null)
                        : at(null, request, bad, later);
            }
            case Outcome.Failed(var code, var message, var at) ->
                    at(null, request, unread(new Hydration.Obstacle(code, message), at), later);
            case Outcome.Lost(var at) ->
                    of.losses() < MOST_LOSSES
                            ? at(of.lost(), request, verdict, null)
                            : at(null, request, unread(NO_RESULT, at), later);
            case Outcome.Begun _, Outcome.Obstructed _ -> this; // it goes on
        };
    }

    private Verdict unread(Hydration.Obstacle why, Instant at) {
        return verdict == null
                ? Verdict.unread(request, digest, why, at)
                : verdict.unread(request, why, at);
    }

    private Upkeep at(
            @Nullable Errand next,
            String answered,
            @Nullable Verdict found,
            @Nullable Instant again) {
        return new Upkeep(attempt, next, answered, found, digest, former, again);
    }
}
