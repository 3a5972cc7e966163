package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.WorkPlan;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.Fence;
import dev.aquifer.cluster.kubernetes.Outcome;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.WorkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Carries out steps on a cluster, one object at a time, and remembers or says what came of it. */
final class ObjectWriter {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final WorkloadCluster cluster;
    private final Copies copies;
    private final Reporter reporter;
    private final Fence fence;
    private final Restraint restraint = new Restraint(System::nanoTime);
    private final Map<WorkId, Long> refusedForGood = new HashMap<>();
    private final Map<String, Long> asked = new HashMap<>();

    ObjectWriter(WorkloadCluster cluster, Copies copies, Reporter reporter) {
        this.cluster = cluster;
        this.copies = copies;
        this.reporter = reporter;
        this.fence = reporter::requireSession;
    }

    /** The Work is gone for good. */
    void forget(WorkId work) {
        refusedForGood.remove(work);
    }

    /** Whether what is wanted was refused, and not for now only. */
    boolean isRefusedForGood(WorkRow row) {
        return refusedForGood.getOrDefault(row.work(), 0L) == row.version();
    }

    /** Does one step about an object that is wanted, and remembers what came of it. */
    Pass perform(WorkRow row, Step step, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        var object =
                wanted.stream().filter(w -> w.ref().equals(step.ref())).findFirst().orElseThrow();
        if (step instanceof Step.Create && cluster.isUnwatched(step.ref())) {
            // Nothing shows it to who comes after a crash, and it must not be left behind.
            applied.putIfAbsent(step.ref(), object.intended());
            remember(row, wanted, applied);
        }
        Optional<Step> next = Optional.of(step);
        for (int looks = 0; looks < 3; looks++) {
            if (next.isEmpty()) {
                return Pass.SETTLED;
            }
            var outcome = perform(row, object, next.get());
            switch (outcome) {
                case Outcome.Done done -> {
                    applied.put(object.ref(), object.applied(done.object()));
                    remember(row, wanted, applied);
                    return Pass.SETTLED;
                }
                case Outcome.Refused refused -> {
                    return refused(row, object.ref(), refused);
                }
                case Outcome.Later _ -> {
                    return Pass.FAILED;
                }
                case Outcome.Stale _ -> next = lookAgain(row, object, applied);
            }
            if (next.isPresent() && next.get() instanceof Step.AwaitGone) {
                return Pass.WAITING;
            }
        }
        return Pass.FAILED;
    }

    /** What to do about an object by what the cluster itself says of it now. */
    private Optional<Step> lookAgain(WorkRow row, Wanted object, Map<ObjectRef, Applied> applied) {
        var there = cluster.look(object.ref());
        return there.isEmpty()
                ? Optional.of(new Step.Create(object))
                : WorkPlan.towards(
                        row.ownership(),
                        row.newest(),
                        object,
                        Optional.ofNullable(applied.get(object.ref())),
                        there.get());
    }

    private Outcome perform(WorkRow row, Wanted wanted, Step step) {
        return switch (step) {
            case Step.Create create ->
                    cluster.look(create.ref()).isPresent()
                            ? new Outcome.Stale()
                            : complete(row, create.wanted(), m -> cluster.create(m, fence));
            case Step.Update update -> {
                if (update.drifted() && !mayRestore(row, update.ref())) {
                    yield new Outcome.Later("somebody changes it again and again");
                }
                yield complete(row, update.wanted(), m -> cluster.update(m, update.seen(), fence));
            }
            case Step.Foreign foreign when isHeir(row, foreign.seen()) ->
                    complete(row, wanted, m -> cluster.update(m, foreign.seen(), fence));
            case Step.Foreign foreign ->
                    new Refused("Conflict", Conflicts.foreign(row, foreign), true);
            case Step.Newer newer -> new Refused("Conflict", Conflicts.newer(row, newer), true);
            case Step.Delete delete -> cluster.delete(delete.seen(), fence);
            case Step.AwaitGone _ -> new Outcome.Stale();
        };
    }

    /** Ours is also what this Work left under a name of the cluster that was given up. */
    private boolean isHeir(WorkRow row, ObjectTree seen) {
        var ours = row.ownership();
        return ours.isLeftover(seen)
                && ours.madeUnderAnotherName(seen).map(reporter::isGivenUp).orElse(false);
    }

    /** As the manifest says, or with the content that is to be copied, read at this moment. */
    private Outcome complete(WorkRow row, Wanted wanted, Function<ObjectTree, Outcome> write) {
        if (!wanted.copied()) {
            return write.apply(wanted.manifest());
        }
        return switch (copies.fill(row, wanted.ref())) {
            case Copies.Filled.Complete complete -> write.apply(complete.manifest());
            case Copies.Filled.Missing missing ->
                    new Refused(missing.code(), missing.message(), true);
        };
    }

    /** Remembers what is applied. */
    void remember(WorkRow row, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        // In the order of the manifests, so that removal is in the reverse of it.
        var ordered = new ArrayList<Applied>();
        wanted.forEach(w -> Optional.ofNullable(applied.get(w.ref())).ifPresent(ordered::add));
        applied.values().stream().filter(a -> !ordered.contains(a)).forEach(ordered::addFirst);
        reporter.record(row, tx -> WorkStore.applied(tx.jdbi(), row, ordered));
    }

    private boolean mayRestore(WorkRow row, ObjectRef ref) {
        var may = restraint.mayAct(ref, row.subject().admittedUid(), row.version());
        if (may) {
            ClusterLog.drift(row.cluster(), row.work(), ref);
        }
        return may;
    }

    /** Says that something was refused. */
    Pass refused(WorkRow row, ObjectRef object, Refused refused) {
        return refused(row, object.toString(), refused);
    }

    /** The same of something that has a name for people only. */
    Pass refused(WorkRow row, String object, Refused refused) {
        reporter.rejected(row, object, refused);
        if (!refused.retryable()) {
            refusedForGood.put(row.work(), row.version());
            return Pass.REFUSED;
        }
        return Pass.FAILED;
    }

    /** Deletes an object, if it is still the one that was seen. */
    Pass delete(WorkRow row, Step step) {
        Optional<Step> next = Optional.of(step);
        for (int looks = 0; looks < 3 && next.isPresent(); looks++) {
            switch (next.get()) {
                case Step.Delete delete when isAsked(delete.seen()) -> {
                    return Pass.WAITING; // The watch does not show it yet.
                }
                case Step.Delete delete -> {
                    var seen = delete.seen();
                    switch (cluster.delete(seen, fence)) {
                        case Outcome.Done _ -> {
                            asked.put(seen.uid(), System.nanoTime());
                            return cluster.isUnwatched(seen.ref()) ? Pass.AGAIN : Pass.WAITING;
                        }
                        case Outcome.Later _ -> {
                            return Pass.FAILED;
                        }
                        case Refused refused -> {
                            return refused(row, seen.ref(), refused);
                        }
                        case Outcome.Stale _ ->
                                next =
                                        WorkPlan.awayFrom(
                                                row.ownership(),
                                                row.newest(),
                                                seen.uid(),
                                                cluster.look(seen.ref()));
                    }
                }
                case Step.Newer newer -> {
                    return refused(
                            row,
                            newer.ref(),
                            new Refused("Conflict", Conflicts.newer(row, newer), true));
                }
                default -> {
                    return Pass.WAITING;
                }
            }
        }
        return next.isEmpty() ? Pass.WAITING : Pass.FAILED;
    }

    private boolean isAsked(ObjectTree seen) {
        asked.values().removeIf(at -> System.nanoTime() - at > ASK_AGAIN.toNanos());
        return asked.containsKey(seen.uid());
    }
}
