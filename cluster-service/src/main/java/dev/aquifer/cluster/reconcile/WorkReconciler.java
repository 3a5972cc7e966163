package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.ClusterRefusedException;
import dev.aquifer.cluster.kubernetes.Outcome.Refused;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.kubernetes.WorkloadCluster.Scope;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
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

    WorkReconciler(
            WorkloadCluster cluster,
            Transactions transactions,
            SecretCopies secrets,
            Reporter reporter,
            Function<WorkRow, Optional<JsonNode>> plans,
            Clock clock) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.reporter = reporter;
        this.observing = new Observing(cluster, plans);
        this.writer = new ObjectWriter(cluster, secrets, reporter);
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
        try {
            return row.withdrawn() ? remove(row) : ensure(row);
        } catch (ClusterRefusedException e) {
            // We may not even look: the Work waits until somebody grants it.
            var refused = new Refused(e.reason(), String.valueOf(e.getMessage()), true);
            return writer.refused(row, row.purpose(), refused);
        }
    }

    private Pass ensure(WorkRow row) {
        var wanted = new ArrayList<>(SecretCopies.wanted(row));
        var copies = wanted.size();
        for (var manifest : row.manifests()) {
            var scope = cluster.scope(manifest.ref());
            if (scope.isEmpty()) {
                return writer.refused(row, manifest.ref(), noSuchKind(manifest.ref()));
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
        if (writer.isRefusedForGood(row)) {
            return Pass.REFUSED;
        }
        var applied = new LinkedHashMap<>(row.appliedByRef());
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        var known = new LinkedHashMap<>(applied);
        strays(row, owned).forEach(stray -> known.putIfAbsent(stray.ref(), stray));
        var steps = WorkPlan.toExist(row.ownership(), wanted, known, seen(wanted), pods(owned));
        for (var step : steps) {
            switch (step) {
                case Step.AwaitGone _ -> {
                    return Pass.WAITING;
                }
                case Step.Delete delete -> {
                    return writer.delete(row, delete);
                }
                case Step.Create _, Step.Update _, Step.Foreign _ -> {
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

    /** What is wanted is watched; what is not any more may be of a kind that is not. */
    private Function<ObjectRef, Optional<ObjectTree>> seen(List<Wanted> wanted) {
        var watched = wanted.stream().map(Wanted::ref).collect(Collectors.toSet());
        return ref ->
                watched.contains(ref)
                        ? cluster.find(ref)
                        : cluster.find(ref).or(() -> cluster.look(ref));
    }

    private void forgetObsolete(WorkRow row, List<Wanted> wanted, Map<ObjectRef, Applied> applied) {
        var refs = wanted.stream().map(Wanted::ref).toList();
        if (applied.keySet().retainAll(refs)) {
            writer.remember(row, wanted, applied);
        }
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
        return steps.getFirst() instanceof Step.Delete delete
                ? writer.delete(row, delete)
                : Pass.WAITING;
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
