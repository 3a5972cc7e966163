package dev.aquifer.bridge.domain;

import dev.aquifer.events.Uid;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next thing to do so that the bus says of one name what the control API says. */
public sealed interface DesiredStep {

    /** Both say the same, or somebody else's move is awaited. */
    record Settled() implements DesiredStep {}

    /** The finalizer has to hold the object before anything else is done. */
    record Guard(Resource resource) implements DesiredStep {}

    /** The spec is to be published. */
    record Request(Resource resource, Instant since) implements DesiredStep {}

    /** It is to be published that this life of the name ends. */
    record Withdraw(Uid uid, long generation, Instant since, String correlation)
            implements DesiredStep {}

    /** The owner removed everything: the finalizer comes off. */
    record Release(Resource resource) implements DesiredStep {}

    /** The object is gone and its owner is done: the name is free. */
    record Forget(Published last) implements DesiredStep {}

    /** The spec cannot be published. */
    record Refuse(Resource resource, String why) implements DesiredStep {}

    /** The bus knows more than the control API shows, and nothing proves why: for an operator. */
    record Wait(String why) implements DesiredStep {}

    /** What a spec became: a fingerprint of what would be published, or the reason why not. */
    record Converted(Optional<String> content, String refusal) {
        /** It can be published. */
        public static Converted as(String content) {
            return new Converted(Optional.of(content), "");
        }

        /** It cannot. */
        public static Converted refused(String why) {
            return new Converted(Optional.empty(), why);
        }
    }

    /**
     * Decides. Calling it again after the step was done leads on, until all is settled.
     *
     * @param seen the object; null when there is none of that name
     * @param converted of the object that was seen
     * @param last what the bus holds; null when nothing
     */
    static DesiredStep next(
            @Nullable Resource seen,
            Converted converted,
            @Nullable Published last,
            Evidence evidence,
            Instant now) {
        if (seen == null) {
            return last == null ? new Settled() : absent(last, evidence, now);
        }
        if (seen.declaredBy().isPresent()) {
            return new Settled();
        }
        if (last != null && !last.speaksOf(seen)) {
            return replaced(seen, last, evidence, now);
        }
        return seen.deleting()
                ? deleting(seen, last, evidence)
                : living(seen, converted, last, evidence, now);
    }

    private static DesiredStep absent(Published last, Evidence evidence, Instant now) {
        if (last.withdrawn()) {
            return evidence.removed(last.uid()) ? new Forget(last) : new Settled();
        }
        return evidence.seenDeleted(last.uid())
                ? withdraw(last, now)
                : new Wait(
                        "published with uid %s, not there now, and nobody saw it being deleted"
                                .formatted(last.uid()));
    }

    private static DesiredStep replaced(
            Resource seen, Published last, Evidence evidence, Instant now) {
        if (last.withdrawn()) {
            return evidence.removed(last.uid()) ? new Forget(last) : new Settled();
        }
        var confirmed =
                evidence.seenDeleted(last.uid())
                        || last.uid().value().equals(seen.annotations().get(Marks.REPLACES));
        return confirmed
                ? withdraw(last, now)
                : new Wait(
                        "published with uid %s, has uid %s now, and nobody saw the first being deleted; annotate it with %s=%s to let it take its place"
                                .formatted(last.uid(), seen.uid(), Marks.REPLACES, last.uid()));
    }

    private static Withdraw withdraw(Published last, Instant now) {
        return new Withdraw(
                last.uid(),
                last.generation(),
                now,
                Resource.correlation(last.uid(), last.generation()));
    }

    private static DesiredStep deleting(
            Resource seen, @Nullable Published last, Evidence evidence) {
        if (evidence.removed(seen.uid())) {
            return seen.guarded() ? new Release(seen) : new Settled();
        }
        if (last == null && !seen.guarded()) {
            return new Settled(); // never published, so nobody has anything of it
        }
        if (last != null && last.withdrawn()) {
            return new Settled();
        }
        return new Withdraw(seen.uid(), seen.generation(), seen.deletionTime(), seen.correlation());
    }

    private static DesiredStep living(
            Resource seen,
            Converted converted,
            @Nullable Published last,
            Evidence evidence,
            Instant now) {
        var refused = outdated(seen, last, evidence);
        if (refused.isPresent()) {
            return new Wait(refused.get());
        }
        if (converted.content().isEmpty()) {
            return new Refuse(seen, converted.refusal());
        }
        if (!seen.guarded()) {
            return new Guard(seen);
        }
        var content = converted.content().get();
        if (last == null || last.generation() != seen.generation()) {
            return new Request(seen, seen.generation() == 1 ? seen.createdAt() : now);
        }
        return last.content().equals(content) ? new Settled() : new Request(seen, last.since());
    }

    /** Whether the bus knows a later state: the view is late, or the API was restored. */
    private static Optional<String> outdated(
            Resource seen, @Nullable Published last, Evidence evidence) {
        if (evidence.removed(seen.uid())) {
            return Optional.of("its owner removed all of it, and it is there");
        }
        if (last != null && last.withdrawn()) {
            return Optional.of("its deletion was published, and it is there without being deleted");
        }
        if (last != null && seen.generation() < last.generation()) {
            return Optional.of(
                    "generation %d was published, generation %d is there"
                            .formatted(last.generation(), seen.generation()));
        }
        return Optional.empty();
    }
}
