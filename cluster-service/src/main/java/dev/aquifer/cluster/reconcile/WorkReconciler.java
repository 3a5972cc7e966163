package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.ClusterRefusedException;
import dev.aquifer.cluster.kubernetes.Outcome;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.kubernetes.WorkloadCluster.Scope;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.WorkId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings one Work after the other to what is wanted, and says what it sees. Each pass looks at all
 * of it again, so it does not matter which change caused the pass, or where the last one broke off.
 */
final class WorkReconciler {
    private final WorkloadCluster cluster;
    private final Transactions transactions;
    private final Reporter reporter;
    private final Observing observing;
    private final Clock clock;
    private final ObjectWriter writer;
    private final Copies copies;
    private final Inputs inputs;
    private final LateCopies late;
    private final WorkRemoval removal;

    WorkReconciler(
            WorkloadCluster cluster,
            Transactions transactions,
            Copies copies,
            Inputs inputs,
            Reporter reporter,
            Function<WorkRow, Heard> workers,
            Clock clock) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.reporter = reporter;
        this.observing = new Observing(cluster, workers);
        this.writer = new ObjectWriter(cluster, copies, reporter);
        this.clock = clock;
        this.copies = copies;
        this.inputs = inputs;
        this.late = new LateCopies(clock);
        this.removal = new WorkRemoval(cluster, writer, reporter, late);
    }

    /** What a pass came to. */
    enum Pass {
        /** All is as it should be: the next change calls again. */
        SETTLED,
        /** The same, but for what comes from the control cluster, which is compared again. */
        COMPARING,
        /**
         * The same, but something may still arrive that was sent before: looked for, for a while.
         */
        EXPECTING,
        /** What was just said changes what is wanted: to be looked at again at once. */
        AGAIN,
        /** It was refused for good: only another wish changes that. */
        REFUSED,
        /** Something goes on that a watch will tell of; looked at now and then all the same. */
        WAITING,
        /** It did not work; to be tried again after a while. */
        FAILED
    }

    /** Brings a Work towards what is wanted. */
    Pass reconcile(WorkRow row) {
        try {
            if (row.removed()) {
                return removal.removeLate(row);
            }
            return row.withdrawn() ? removal.remove(row) : ensure(row);
        } catch (ClusterRefusedException e) {
            // We may not even look: the Work waits until somebody grants it.
            var refused = new Refused(e.reason(), String.valueOf(e.getMessage()), true);
            return writer.refused(row, row.purpose(), refused);
        }
    }

    private Pass ensure(WorkRow row) {
        var objects = new ArrayList<Wanted>();
        for (var manifest : row.manifests()) {
            var scope = cluster.scope(manifest.ref());
            if (scope.isEmpty()) {
                return writer.refused(row, manifest.ref(), Outcome.noSuchKind(manifest.ref()));
            }
            objects.add(Wanted.of(placed(row, manifest, scope.get())));
        }
        var wanted = new ArrayList<>(copies(row));
        objects.stream().filter(object -> !isOverAndGone(row, object)).forEach(wanted::add);
        var pass = apply(row, wanted);
        if (pass == Pass.WAITING) {
            return observe(row, objects) == Pass.FAILED ? Pass.FAILED : pass;
        }
        if (pass == Pass.FAILED && row.appliedVersion() == row.version()) {
            // It is there as wanted, but for what somebody changes: how it is must not be kept
            // back.
            var _ = observe(row, objects);
        }
        if (pass != Pass.SETTLED) {
            return pass;
        }
        var seen = observe(row, objects);
        if (seen == Pass.SETTLED && !late.expected(row.work()).isEmpty()) {
            return Pass.EXPECTING;
        }
        return seen == Pass.SETTLED && Inputs.has(row) ? Pass.COMPARING : seen;
    }

    /** A Job that ended and left its result is not run again because somebody tidied up. */
    private boolean isOverAndGone(WorkRow row, Wanted object) {
        return row.ended(object.ref()).isPresent() && cluster.find(object.ref()).isEmpty();
    }

    /** The copies that are needed still: none once all Jobs have ended. */
    private List<Wanted> copies(WorkRow row) {
        Copies.targets(row).forEach(cluster::scope); // Also watched to see them go.
        return Copies.areOver(row, cluster::find) ? List.of() : copies.wanted(row);
    }

    /** Says how objects are, also while others of the Work are waited for. */
    private Pass observe(WorkRow row, List<Wanted> objects) {
        var current = transactions.read(h -> WorkStore.find(h, row.cluster(), row.work()));
        if (current.isEmpty() || current.get().version() != row.version()) {
            return Pass.SETTLED;
        }
        var now = current.get();
        var seen = observing.look(now, objects, clock.instant());
        reporter.observed(now, seen, inputs.of(now));
        if (!seen.complete()) {
            return Pass.FAILED;
        }
        var over = Inputs.has(now) && now.results().size() < seen.results().size();
        return over ? Pass.AGAIN : Pass.SETTLED;
    }

    static ObjectTree placed(WorkRow row, ObjectTree manifest, Scope scope) {
        return scope == Scope.NAMESPACED
                ? Rendering.inNamespace(manifest, row.namespace())
                : manifest;
    }

    private Pass apply(WorkRow row, List<Wanted> wanted) {
        if (writer.isRefusedForGood(row)) {
            return Pass.REFUSED;
        }
        var applied = new LinkedHashMap<>(row.appliedByRef());
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        var known = new LinkedHashMap<>(applied);
        WorkRemoval.strays(row, owned).forEach(stray -> known.putIfAbsent(stray.ref(), stray));
        lateCopies(row).forEach(ref -> known.putIfAbsent(ref, Applied.unseen(ref)));
        var steps =
                WorkPlan.toExist(
                        row.ownership(),
                        row.newest(),
                        wanted,
                        known,
                        seen(wanted),
                        WorkRemoval.pods(owned));
        for (var step : steps) {
            switch (step) {
                case Step.AwaitGone _ -> {
                    return Pass.WAITING;
                }
                case Step.Delete delete -> {
                    return writer.delete(row, delete);
                }
                case Step.Newer newer when !isNamed(wanted, newer) -> {
                    return writer.delete(row, newer);
                }
                case Step.Create _, Step.Update _, Step.Foreign _, Step.Newer _ -> {
                    var pass = writer.perform(row, step, wanted, applied);
                    if (pass != Pass.SETTLED) {
                        return pass;
                    }
                }
            }
        }
        forgetObsolete(row, wanted, applied);
        if (row.appliedVersion() != row.version()) {
            reporter.applied(row);
        }
        return Pass.SETTLED;
    }

    /** Copies that are not needed and may come all the same. */
    private List<ObjectRef> lateCopies(WorkRow row) {
        var needed = !Copies.areOver(row, cluster::find);
        late.note(row.work(), removal.unwatched(row), needed);
        return late.expected(row.work());
    }

    private static boolean isNamed(List<Wanted> wanted, Step step) {
        return wanted.stream().anyMatch(w -> w.ref().equals(step.ref()));
    }

    /** What is wanted is watched; what is not any more may be of a kind that is not. */
    private Function<ObjectRef, Optional<ObjectTree>> seen(List<Wanted> wanted) {
        var watched = wanted.stream().map(Wanted::ref).collect(Collectors.toSet());
        return ref ->
                watched.contains(ref) || cluster.isUnwatched(ref)
                        ? cluster.find(ref)
                        : cluster.find(ref).or(() -> cluster.look(ref));
    }

    private void forgetObsolete(WorkRow row, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        var refs = wanted.stream().map(Wanted::ref).toList();
        if (applied.keySet().retainAll(refs)) {
            writer.remember(row, wanted, applied);
        }
    }

    /** The Work is gone for good. */
    void forget(WorkId work) {
        writer.forget(work);
        late.forget(work);
    }
}
