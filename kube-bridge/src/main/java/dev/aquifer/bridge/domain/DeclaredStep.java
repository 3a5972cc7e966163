package dev.aquifer.bridge.domain;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do so that a declared resource is there as declared, or not there. */
public sealed interface DeclaredStep {

    /** It is as it is to be, or cannot be made now. */
    record Settled() implements DeclaredStep {}

    /** Make it, or put it right. */
    record Apply(Declaration declaration) implements DeclaredStep {}

    /** Delete this very object. */
    record Delete(Resource resource) implements DeclaredStep {}

    /** The name is taken by something that was not declared. */
    record Occupied(Resource resource) implements DeclaredStep {}

    /**
     * Decides.
     *
     * @param seen the object of that name; null when there is none
     * @param owner the object of the owner's name; null when there is none
     */
    static DeclaredStep next(
            Declaration declaration, @Nullable Resource seen, @Nullable Resource owner) {
        if (declaration.withdrawn()) {
            return seen != null && madeFor(declaration, seen) && !seen.deleting()
                    ? new Delete(seen)
                    : new Settled();
        }
        var wanted =
                owner != null && owner.uid().equals(declaration.ownerUid()) && !owner.deleting();
        if (!wanted || (seen != null && seen.deleting())) {
            return new Settled();
        }
        if (seen == null) {
            return new Apply(declaration);
        }
        if (madeFor(declaration, seen)) {
            return asDeclared(declaration, seen) ? new Settled() : new Apply(declaration);
        }
        // What an earlier life of a deployment declared and nobody collected yet makes room.
        return seen.declaredBy().isPresent() ? new Delete(seen) : new Occupied(seen);
    }

    /** The labels that the object is to have. */
    static Map<String, String> labels(Declaration declaration) {
        var labels = new java.util.TreeMap<>(declaration.labels());
        labels.put(Marks.DECLARED_BY, declaration.ownerUid().value());
        return labels;
    }

    private static boolean madeFor(Declaration declaration, Resource seen) {
        var label = Optional.ofNullable(seen.labels().get(Marks.DECLARED_BY));
        return seen.ownedBy(declaration.ownerUid())
                || label.equals(Optional.of(declaration.ownerUid().value()));
    }

    private static boolean asDeclared(Declaration declaration, Resource seen) {
        return seen.ownedBy(declaration.ownerUid())
                && Trees.within(labels(declaration), seen.labels())
                && declaration.content().equals(seen.annotations().get(Marks.DECLARATION))
                && Trees.within(declaration.spec(), seen.spec());
    }
}
