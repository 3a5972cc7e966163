package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.WorkPlan;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.cluster.store.WorkRow;
import java.util.LinkedHashMap;
import java.util.List;

/** Takes everything of a Work from a cluster, also what arrives after that. */
final class WorkRemoval {
    private final WorkloadCluster cluster;
    private final ObjectWriter writer;
    private final Reporter reporter;
    private final LateCopies late;

    WorkRemoval(WorkloadCluster cluster, ObjectWriter writer, Reporter reporter, LateCopies late) {
        this.cluster = cluster;
        this.writer = writer;
        this.reporter = reporter;
        this.late = late;
    }

    /** One step towards nothing; says so when nothing is left. */
    Pass remove(WorkRow row) {
        var known = new LinkedHashMap<ObjectRef, Applied>();
        expected(row).forEach(ref -> known.put(ref, Applied.unseen(ref)));
        Copies.targets(row).forEach(ref -> known.put(ref, Applied.unseen(ref)));
        for (var manifest : row.manifests()) {
            cluster.scope(manifest.ref())
                    .map(scope -> WorkReconciler.placed(row, manifest, scope).ref())
                    .ifPresent(ref -> known.put(ref, Applied.unseen(ref)));
        }
        row.applied().forEach(a -> known.put(a.ref(), a));
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        strays(row, owned).forEach(stray -> known.putIfAbsent(stray.ref(), stray));
        var steps =
                WorkPlan.toVanish(
                        row.ownership(),
                        row.newest(),
                        List.copyOf(known.values()),
                        ref -> cluster.find(ref).or(() -> cluster.look(ref)),
                        pods(owned));
        if (steps.isEmpty()) {
            reporter.removed(row);
            return settled(row);
        }
        return writer.delete(row, steps.getFirst());
    }

    /**
     * A creation that was under way while the Work was removed may arrive after it: what carries
     * the marks of a Work that is known to be removed goes.
     */
    Pass removeLate(WorkRow row) {
        var owned = cluster.ownedBy(row.subject().admittedUid().value());
        var known = new LinkedHashMap<ObjectRef, Applied>();
        strays(row, owned).forEach(stray -> known.put(stray.ref(), stray));
        expected(row).forEach(ref -> known.putIfAbsent(ref, Applied.unseen(ref)));
        var steps =
                WorkPlan.toVanish(
                        row.ownership(),
                        row.newest(),
                        List.copyOf(known.values()),
                        cluster::find,
                        List.of());
        return steps.isEmpty() ? settled(row) : writer.delete(row, steps.getFirst());
    }

    private List<ObjectRef> expected(WorkRow row) {
        late.note(row.work(), unwatched(row), false);
        return late.expected(row.work());
    }

    private Pass settled(WorkRow row) {
        return late.expected(row.work()).isEmpty() ? Pass.SETTLED : Pass.EXPECTING;
    }

    /** The copies of a Work of which no watch tells. */
    List<ObjectRef> unwatched(WorkRow row) {
        return Copies.targets(row).stream().filter(cluster::isUnwatched).toList();
    }

    /** What carries the marks of the Work and was not recorded: a crash came in between. */
    static List<Applied> strays(WorkRow row, List<ObjectTree> owned) {
        return owned.stream()
                .filter(o -> o.annotation(Ownership.WORK).equals(row.work().value()))
                .filter(o -> row.ownership().marks(o))
                .filter(o -> o.list("metadata", "ownerReferences").isEmpty())
                .map(o -> new Applied(o.ref(), o.uid(), "", ""))
                .toList();
    }

    static List<ObjectTree> pods(List<ObjectTree> owned) {
        return owned.stream().filter(o -> o.ref().is("", "Pod")).toList();
    }
}
