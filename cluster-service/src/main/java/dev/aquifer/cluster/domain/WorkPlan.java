package dev.aquifer.cluster.domain;

import dev.aquifer.cluster.domain.Ownership.Newest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What to do next about a Work, from what is wanted, what was applied before, and what the cluster
 * shows. Nothing to do means that nothing is asked of the cluster.
 */
public final class WorkPlan {
    private WorkPlan() {}

    /**
     * An object that is to exist, complete, with our marks.
     *
     * @param hash of what is wanted
     * @param copied whether its content comes from elsewhere when it is written
     */
    public record Wanted(ObjectRef ref, ObjectTree manifest, String hash, boolean copied) {
        /** A manifest, named and hashed. */
        public static Wanted of(ObjectTree manifest) {
            return new Wanted(manifest.ref(), manifest, Projection.hash(manifest), false);
        }

        /** A copy, by all but its content, and named by what is to be copied. */
        public static Wanted copy(ObjectTree manifest, String version) {
            return new Wanted(manifest.ref(), manifest, version, true);
        }

        /**
         * What drift is measured against. Of a copy or a Secret it is the write that was seen:
         * nothing that follows from its content is ever stored.
         */
        public String liveHash(ObjectTree live) {
            return copied || ref.is("", "Secret")
                    ? "write:" + live.resourceVersion()
                    : Projection.hash(manifest, live);
        }

        /** What to remember of it, after an apply. */
        public Applied applied(ObjectTree live) {
            return new Applied(ref, live.uid(), hash, liveHash(live));
        }

        /** What to remember of it before it is made: that there may be one. */
        public Applied intended() {
            return Applied.unseen(ref);
        }
    }

    /**
     * An object that was applied.
     *
     * @param uid of the object
     * @param wantedHash of the manifest
     * @param liveHash of the live object at the manifest's places, right after the apply
     */
    public record Applied(ObjectRef ref, String uid, String wantedHash, String liveHash) {
        /** There may be one of that name, and nothing is known of it. */
        public static Applied unseen(ObjectRef ref) {
            return new Applied(ref, "", "", "");
        }
    }

    /** What to do. */
    public sealed interface Step {
        /** To which object. */
        ObjectRef ref();

        /** Make it; it was not seen. */
        record Create(Wanted wanted) implements Step {
            @Override
            public ObjectRef ref() {
                return wanted.ref();
            }
        }

        /** Bring it to what is wanted, if it is still the one that was seen. */
        record Update(Wanted wanted, ObjectTree seen, boolean drifted) implements Step {
            @Override
            public ObjectRef ref() {
                return wanted.ref();
            }
        }

        /** Delete the one that was seen. */
        record Delete(ObjectTree seen) implements Step {
            @Override
            public ObjectRef ref() {
                return seen.ref();
            }
        }

        /** Its deletion, or that of its pods, goes on. */
        record AwaitGone(ObjectRef ref) implements Step {}

        /** There is an object of that name that is not ours. */
        record Foreign(ObjectRef ref, ObjectTree seen) implements Step {}

        /** It carries marks of a wish that is newer than any known here: left as it is. */
        record Newer(ObjectRef ref, ObjectTree seen) implements Step {}
    }

    /**
     * The steps that make a Work exist, in order. Objects that it does not name any more go first,
     * and nothing is made before they are gone: an old worker never writes beside a new one.
     */
    public static List<Step> toExist(
            Ownership ownership,
            Newest newest,
            List<Wanted> wanted,
            Map<ObjectRef, Applied> applied,
            Function<ObjectRef, Optional<ObjectTree>> seen,
            List<ObjectTree> pods) {
        Set<ObjectRef> named = new HashSet<>();
        wanted.forEach(object -> named.add(object.ref()));
        var obsolete = applied.values().stream().filter(a -> !named.contains(a.ref())).toList();
        var leaving = toVanish(ownership, newest, obsolete, seen, pods);
        if (!leaving.isEmpty()) {
            return leaving;
        }
        var steps = new ArrayList<Step>();
        for (var object : wanted) {
            step(ownership, newest, object, Optional.ofNullable(applied.get(object.ref())), seen)
                    .ifPresent(steps::add);
        }
        return steps;
    }

    private static Optional<Step> step(
            Ownership ownership,
            Newest newest,
            Wanted wanted,
            Optional<Applied> applied,
            Function<ObjectRef, Optional<ObjectTree>> seen) {
        var there = seen.apply(wanted.ref());
        return there.isEmpty()
                ? Optional.of(new Step.Create(wanted))
                : towards(ownership, newest, wanted, applied, there.get());
    }

    /** What to do about an object that is there; empty when it is as it should be. */
    public static Optional<Step> towards(
            Ownership ownership,
            Newest newest,
            Wanted wanted,
            Optional<Applied> applied,
            ObjectTree there) {
        if (!isOurs(ownership, applied, there)) {
            return Optional.of(new Step.Foreign(wanted.ref(), there));
        }
        if (ownership.isBehind(newest, there)) {
            return Optional.of(new Step.Newer(wanted.ref(), there));
        }
        if (there.isDeleting()) {
            return Optional.of(new Step.AwaitGone(wanted.ref()));
        }
        var last = applied.filter(a -> a.uid().equals(there.uid()));
        if (last.isEmpty() || !last.get().wantedHash().equals(wanted.hash())) {
            return Optional.of(new Step.Update(wanted, there, false));
        }
        return last.get().liveHash().equals(wanted.liveHash(there))
                ? Optional.empty()
                : Optional.of(new Step.Update(wanted, there, true));
    }

    /** Ours is what carries our marks, or is the very object that we applied. */
    private static boolean isOurs(
            Ownership ownership, Optional<Applied> applied, ObjectTree there) {
        return ownership.marks(there)
                || applied.map(a -> a.uid().equals(there.uid())).orElse(false);
    }

    /**
     * The next step that makes objects vanish, in the reverse of their order: one at a time, each
     * with its pods, so that what is used goes after its users. Empty when nothing of them is left.
     */
    public static List<Step> toVanish(
            Ownership ownership,
            Newest newest,
            List<Applied> applied,
            Function<ObjectRef, Optional<ObjectTree>> seen,
            List<ObjectTree> pods) {
        for (var object : applied.reversed()) {
            var there = seen.apply(object.ref());
            if (there.isPresent() && isOurs(ownership, Optional.of(object), there.get())) {
                return List.of(away(ownership, newest, there.get()));
            }
            if (hasPods(object, pods)) {
                return List.of(new Step.AwaitGone(object.ref()));
            }
        }
        return List.of();
    }

    private static Step away(Ownership ownership, Newest newest, ObjectTree there) {
        if (there.isDeleting()) {
            return new Step.AwaitGone(there.ref());
        }
        return ownership.isBehind(newest, there)
                ? new Step.Newer(there.ref(), there)
                : new Step.Delete(there);
    }

    /**
     * What to do about an object that is to go, by what the cluster itself says of it now; empty
     * when it is not there any more, or not ours.
     */
    public static Optional<Step> awayFrom(
            Ownership ownership, Newest newest, String uid, Optional<ObjectTree> there) {
        return there.filter(object -> object.uid().equals(uid))
                .map(object -> away(ownership, newest, object));
    }

    private static boolean hasPods(Applied object, List<ObjectTree> pods) {
        return pods.stream()
                .filter(pod -> !Pods.hasEnded(pod))
                .anyMatch(pod -> madeBy(object, pod));
    }

    private static boolean madeBy(Applied object, ObjectTree pod) {
        var ref = object.ref();
        if (!pod.text("metadata", "namespace").equals(ref.namespace())) {
            return false;
        }
        return switch (ref.kind()) {
            case "Job" ->
                    pod.list("metadata", "ownerReferences").stream()
                            .anyMatch(owner -> owner.text("uid").equals(object.uid()));
            case "LeaderWorkerSet" -> pod.label(Pods.GANG_NAME).equals(ref.name());
            case "Deployment", "StatefulSet" ->
                    pod.list("metadata", "ownerReferences").stream()
                            .anyMatch(owner -> owner.text("name").startsWith(ref.name()));
            default -> false;
        };
    }
}
