package dev.aquifer.status.fold;

import dev.aquifer.events.ClusterEvent.ClassAccepted;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterDeletionBlocked;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterStorageFailed;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnimplemented;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterEvent.Reachability;
import dev.aquifer.events.ClusterEvent.Storage;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The status of an InferenceCluster, and of an InferenceClass. */
final class ClusterStatus {
    private static final String OWNER = "cluster-service";
    private static final List<Finding> NOT_READY =
            List.of(
                    ClusterFinding.PROVISIONING,
                    ClusterFinding.WAITING_FOR_CLASSES,
                    ClusterFinding.SECRET_MISSING,
                    ClusterFinding.INVALID_KUBECONFIG,
                    ClusterFinding.INVALID_SPEC,
                    ClusterFinding.REFUSED);

    private final View view;
    private final StatusSheet sheet;

    private ClusterStatus(View view) {
        this.view = view;
        this.sheet = new StatusSheet(view.subject(), view.desired());
    }

    static ComputedStatus ofCluster(View view) {
        return new ClusterStatus(view).compute();
    }

    static ComputedStatus ofClass(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        view.current(ClassAccepted.class)
                .ifPresentOrElse(
                        fact ->
                                sheet.say(
                                        ClassFinding.ACCEPTED,
                                        ClassFinding.ACCEPTED.meaning(),
                                        fact),
                        () -> sheet.reconciling(ClassFinding.ACCEPTED.condition(), OWNER));
        blocked(sheet, view, ClassFinding.DELETION_BLOCKED);
        return sheet.rolledUp(
                ClassFinding.READY, Set.of(ClassFinding.DELETION_BLOCKED.condition()));
    }

    private ComputedStatus compute() {
        var reachability = view.current(Reachability.class);
        var health = view.health().apply(new ClusterName(view.subject().resource().name()));
        if (health instanceof Unobserved silent && silent.silent()) {
            sheet.say(ClusterFinding.SILENT, silent.words(), silent.fact());
        } else if (reachability.isEmpty()) {
            sheet.reconciling(ClusterFinding.RUNNING.condition(), OWNER);
        } else {
            reachable(reachability.get());
        }
        storage();
        backend();
        blocked(sheet, view, ClusterFinding.DELETION_BLOCKED);
        fields();
        return sheet.rolledUp(
                ClusterFinding.READY,
                Set.of(
                        ClusterFinding.BACKEND_HEALTHY.condition(),
                        ClusterFinding.DELETION_BLOCKED.condition()));
    }

    private void reachable(Envelope<Reachability> fact) {
        switch (fact.event()) {
            case ClusterReady ready ->
                    sheet.say(
                            ClusterFinding.RUNNING,
                            "Kubernetes " + ready.kubernetesVersion(),
                            fact);
            case ClusterProvisioning waiting ->
                    sheet.say(
                            NOT_READY.stream()
                                    .filter(f -> f.reason().equals(waiting.reason()))
                                    .findFirst()
                                    .orElse(ClusterFinding.PROVISIONING),
                            waiting.message(),
                            fact);
            case ClusterUnimplemented pending ->
                    sheet.say(ClusterFinding.PENDING, pending.message(), fact);
            case ClusterUnreachable unreachable ->
                    sheet.say(ClusterFinding.UNREACHABLE, unreachable.message(), fact);
        }
    }

    private void storage() {
        var fact = view.current(Storage.class);
        if (fact.isEmpty()) {
            sheet.say(
                    ClusterFinding.STORAGE_UNKNOWN,
                    ClusterFinding.STORAGE_UNKNOWN.meaning(),
                    view.desired());
            return;
        }
        switch (fact.get().event()) {
            case ClusterStorageReady ready ->
                    sheet.say(
                            ClusterFinding.STORAGE_READY,
                            "storage classes: " + String.join(", ", ready.storageClasses()),
                            fact.get());
            case ClusterStorageFailed failed ->
                    sheet.say(ClusterFinding.STORAGE_FAILED, failed.message(), fact.get());
        }
    }

    private void backend() {
        var ready = view.current(ClusterReady.class);
        if (ready.isEmpty()) {
            sheet.say(
                    ClusterFinding.BACKEND_UNKNOWN,
                    ClusterFinding.BACKEND_UNKNOWN.meaning(),
                    view.desired());
        } else if (ready.get().event().capabilities().contains("LeaderWorkerSet")) {
            sheet.say(ClusterFinding.BACKEND_HEALTHY, "LeaderWorkerSet is served", ready.get());
        } else {
            sheet.say(
                    ClusterFinding.BACKEND_MISSING,
                    ClusterFinding.BACKEND_MISSING.meaning(),
                    ready.get());
        }
    }

    private void fields() {
        var fields = sheet.fields();
        view.current(ClusterReady.class)
                .ifPresent(
                        ready ->
                                fields.put("kubernetesVersion", ready.event().kubernetesVersion()));
        view.ofThisLife(ClusterSessionRenewed.class).stream()
                .map(Envelope::event)
                .findFirst()
                .ifPresent(
                        session -> {
                            fields.put("lastObservedAt", Moment.toTheMinute(session.observedAt()));
                            fields.putObject("session")
                                    .put("epoch", session.session())
                                    .put("since", Moment.of(session.since()));
                        });
        view.ofThisLife(ClusterCapacityObserved.class).stream()
                .findFirst()
                .ifPresent(capacity -> capacity(capacity.event().pools()));
        view.wanted(ClusterRequested.class)
                .flatMap(wanted -> Optional.ofNullable(wanted.spec().storage()))
                .ifPresent(
                        storage ->
                                fields.putObject("storage")
                                        .put("storageClassName", storage.storageClassName())
                                        .put(
                                                "ready",
                                                view.current(ClusterStorageReady.class)
                                                        .isPresent()));
    }

    private void capacity(List<NodePool> pools) {
        var capacity = sheet.fields().putObject("capacity");
        capacity.put("gpus", pools.stream().mapToInt(p -> p.gpusPerNode() * p.nodes()).sum());
        var list = capacity.putArray("gpuPools");
        for (var pool : pools) {
            list.addObject()
                    .put("name", pool.name())
                    .put("acceleratorType", pool.acceleratorType())
                    .put("memory", pool.memory())
                    .put("countPerNode", pool.gpusPerNode())
                    .put("nodes", pool.nodes());
        }
    }

    private static void blocked(StatusSheet sheet, View view, Finding finding) {
        view.current(ClusterDeletionBlocked.class)
                .ifPresent(f -> Deletions.say(sheet, view, finding, f.event().blockers(), f));
    }
}
