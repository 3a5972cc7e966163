package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.Outcome;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.kubernetes.WorkloadCluster.Scope;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.WorkId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings one Work after the other to what is wanted, and says what it sees. Each pass looks at all
 * of it again, so it does not matter which change caused the pass, or where the last one broke off.
 */
final class WorkReconciler {
    private final WorkloadCluster cluster;
    private final Transactions transactions;
    private final SecretCopies secrets;
    private final Reporter reporter;
    private final Observing observing;
    private final Clock clock;
    private final Map<WorkId, Long> refusedForGood = new HashMap<>();

    WorkReconciler(
            WorkloadCluster cluster,
            Transactions transactions,
            SecretCopies secrets,
            Reporter reporter,
            Clock clock) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.secrets = secrets;
        this.reporter = reporter;
        this.observing = new Observing(cluster);
        this.clock = clock;
    }

    /** What a pass came to. */
    enum Pass {
        /** All is as it should be: the next change calls again. */
        SETTLED,
        /** It was refused for good: only another wish changes that. */
        REFUSED,
        /** Something goes on that a watch will tell of; looked at now and then all the same. */
        WAITING,
        /** It did not work; to be tried again after a while. */
        FAILED
    }

    /** Brings a Work towards what is wanted. */
    Pass reconcile(WorkRow row) {
        if (row.removed()) {
            return Pass.SETTLED;
        }
        return row.withdrawn() ? remove(row) : ensure(row);
    }

    private Pass ensure(WorkRow row) {
        var wanted = new ArrayList<>(SecretCopies.wanted(row));
        var copies = wanted.size();
        for (var manifest : row.manifests()) {
            var scope = cluster.scope(manifest.ref());
            if (scope.isEmpty()) {
                return refused(row, manifest.ref(), noSuchKind(manifest.ref()));
            }
            wanted.add(Wanted.of(placed(row, manifest, scope.get())));
        }
        if (copies > 0) {
            var _ = cluster.scope(wanted.getFirst().ref());
        }
        var pass = apply(row, wanted);
        if (pass == Pass.FAILED || pass == Pass.REFUSED) {
            return pass; // The refusal, or what was said before, stands.
        }
        var objects = wanted.subList(copies, wanted.size());
        var current = transactions.read(h -> WorkStore.find(h, row.cluster(), row.work()));
        current.ifPresent(
                now -> reporter.observed(now, observing.objects(now, objects, clock.instant())));
        return pass;
    }

    private static ObjectTree placed(WorkRow row, ObjectTree manifest, Scope scope) {
        return scope == Scope.NAMESPACED
                ? Rendering.inNamespace(manifest, row.namespace())
                : manifest;
    }

    private static Refused noSuchKind(ObjectRef ref) {
        return new Refused(
                "NoSuchKind",
                "the cluster does not serve " + ref.kind() + " of " + ref.apiVersion(),
                true);
    }

    private Pass apply(WorkRow row, List<Wanted> wanted) {
        if (refusedForGood.getOrDefault(row.work(), 0L) == row.version()) {
            return Pass.REFUSED;
        }
        var applied = new LinkedHashMap<>(row.appliedByRef());
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        var known = new LinkedHashMap<>(applied);
        strays(row, owned).forEach(stray -> known.putIfAbsent(stray.ref(), stray));
        var steps = WorkPlan.toExist(row.ownership(), wanted, known, cluster::find, pods(owned));
        for (var step : steps) {
            switch (step) {
                case Step.AwaitGone _ -> {
                    return Pass.WAITING;
                }
                case Step.Delete delete -> {
                    return delete(row, delete);
                }
                case Step.Create _, Step.Update _, Step.Foreign _ -> {
                    var pass = perform(row, step, wanted, applied);
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

    private void forgetObsolete(WorkRow row, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        var refs = wanted.stream().map(Wanted::ref).toList();
        if (applied.keySet().retainAll(refs)) {
            remember(row, wanted, applied);
        }
    }

    private Pass perform(
            WorkRow row, Step step, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        var object =
                wanted.stream().filter(w -> w.ref().equals(step.ref())).findFirst().orElseThrow();
        Optional<Step> next = Optional.of(step);
        for (int looks = 0; looks < 3; looks++) {
            if (next.isEmpty()) {
                return Pass.SETTLED;
            }
            var outcome = perform(row, next.get());
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
                        object,
                        Optional.ofNullable(applied.get(object.ref())),
                        there.get());
    }

    private Outcome perform(WorkRow row, Step step) {
        return switch (step) {
            case Step.Create create -> {
                reporter.requireSession();
                yield cluster.look(create.ref()).isPresent()
                        ? new Outcome.Stale()
                        : complete(row, create.wanted(), cluster::create);
            }
            case Step.Update update -> {
                if (update.drifted()) {
                    ClusterLog.drift(row.cluster(), row.work(), update.ref());
                }
                yield complete(row, update.wanted(), m -> cluster.update(m, update.seen()));
            }
            case Step.Foreign foreign -> foreign(row, foreign);
            case Step.Delete delete -> cluster.delete(delete.ref(), delete.uid());
            case Step.AwaitGone _ -> new Outcome.Stale();
        };
    }

    private Outcome complete(
            WorkRow row, Wanted wanted, java.util.function.Function<ObjectTree, Outcome> write) {
        var isCopy = row.secrets().stream().anyMatch(s -> isTarget(s.targetName(), wanted.ref()));
        if (!isCopy) {
            return write.apply(wanted.manifest());
        }
        return switch (secrets.fill(row, wanted.ref())) {
            case SecretCopies.Filled.Complete complete -> write.apply(complete.manifest());
            case SecretCopies.Filled.Missing missing ->
                    new Refused("SecretMissing", missing.message(), true);
        };
    }

    private static boolean isTarget(String targetName, ObjectRef ref) {
        return ref.is("", "Secret") && ref.name().equals(targetName);
    }

    private static Refused foreign(WorkRow row, Step.Foreign foreign) {
        var ref = foreign.ref();
        var place = ref.namespace().isEmpty() ? "" : " in namespace " + ref.namespace();
        var owner = foreign.ownedBy().isEmpty() ? "" : " (it belongs to " + foreign.ownedBy() + ")";
        return new Refused(
                "Conflict",
                ref
                        + place
                        + " exists on "
                        + row.cluster()
                        + " and is not ours"
                        + owner
                        + "; rename or remove it",
                true);
    }

    private void remember(WorkRow row, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        // In the order of the manifests, so that removal is in the reverse of it.
        var ordered = new ArrayList<Applied>();
        wanted.forEach(w -> Optional.ofNullable(applied.get(w.ref())).ifPresent(ordered::add));
        applied.values().stream().filter(a -> !ordered.contains(a)).forEach(ordered::addFirst);
        reporter.record(row, tx -> WorkStore.applied(tx.jdbi(), row, ordered));
    }

    private Pass refused(WorkRow row, ObjectRef object, Refused refused) {
        reporter.rejected(row, object.toString(), refused);
        if (!refused.retryable()) {
            refusedForGood.put(row.work(), row.version());
            return Pass.REFUSED;
        }
        return Pass.FAILED;
    }

    private Pass delete(WorkRow row, Step.Delete step) {
        return switch (cluster.delete(step.ref(), step.uid())) {
            case Outcome.Done _, Outcome.Stale _ -> Pass.WAITING;
            case Outcome.Later _ -> Pass.FAILED;
            case Outcome.Refused refused -> refused(row, step.ref(), refused);
        };
    }

    private Pass remove(WorkRow row) {
        var known = new LinkedHashMap<ObjectRef, Applied>();
        SecretCopies.wanted(row).forEach(w -> known.put(w.ref(), mark(w.ref())));
        for (var manifest : row.manifests()) {
            var scope = cluster.scope(manifest.ref());
            if (scope.isPresent()) {
                var ref = placed(row, manifest, scope.get()).ref();
                known.put(ref, mark(ref));
            }
        }
        row.applied().forEach(a -> known.put(a.ref(), a));
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        strays(row, owned).forEach(stray -> known.putIfAbsent(stray.ref(), stray));
        var steps =
                WorkPlan.toVanish(
                        row.ownership(),
                        List.copyOf(known.values()),
                        ref -> cluster.find(ref).or(() -> cluster.look(ref)),
                        pods(owned));
        if (steps.isEmpty()) {
            reporter.removed(row);
            return Pass.SETTLED;
        }
        return steps.getFirst() instanceof Step.Delete delete ? delete(row, delete) : Pass.WAITING;
    }

    /** What carries the marks of the Work and was not recorded: a crash came in between. */
    private static List<Applied> strays(WorkRow row, List<ObjectTree> owned) {
        return owned.stream()
                .filter(o -> o.annotation(Ownership.WORK).equals(row.work().value()))
                .filter(o -> o.list("metadata", "ownerReferences").isEmpty())
                .map(o -> new Applied(o.ref(), o.uid(), "", ""))
                .toList();
    }

    private static Applied mark(ObjectRef ref) {
        return new Applied(ref, "", "", "");
    }

    private static List<ObjectTree> pods(List<ObjectTree> owned) {
        return owned.stream().filter(o -> o.ref().is("", "Pod")).toList();
    }
}
