package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps a numbered pod in each place of a set, one after the other or all at once. */
final class StatefulSetReconciler implements Reconciler {
    static final String REVISION = "controller-revision-hash";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Api api;

    StatefulSetReconciler(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var sets = api.client().apps().statefulSets().inNamespace(key.namespace());
        var set = sets.withName(key.name()).get();
        if (set == null || Pods.isDeleting(set)) {
            return Optional.empty();
        }
        var revision =
                set.getMetadata().getName() + '-' + Revisions.of(set.getSpec().getTemplate());
        var pods = new TreeMap<Integer, Pod>();
        api.podsOf(set)
                .forEach(pod -> ordinal(set, pod).ifPresent(ordinal -> pods.put(ordinal, pod)));
        var blocked = fill(set, revision, pods);
        shrink(set, pods);
        update(set, revision, pods);
        var status = status(set, revision, pods.values().stream().toList());
        if (!Revisions.same(status, set.getStatus())) {
            sets.resource(new StatefulSetBuilder(set).withStatus(status).build()).updateStatus();
        }
        return blocked ? Optional.of(SOON) : Optional.empty();
    }

    /** Makes pods where there are none; true if a place is still held by another's pod. */
    private boolean fill(StatefulSet set, String revision, Map<Integer, Pod> pods) {
        var blocked = false;
        for (var ordinal = start(set); ordinal < start(set) + wanted(set); ordinal++) {
            var pod = pods.get(ordinal);
            if (pod == null) {
                if (!claims(set, ordinal) || !api.createPod(set, pod(set, revision, ordinal))) {
                    blocked = true;
                }
            } else if (Pods.isOver(pod) && !Pods.isDeleting(pod)) {
                api.delete(pod);
            }
            if (!isParallel(set) && (pod == null || !Pods.isReady(pod) || Pods.isDeleting(pod))) {
                return blocked;
            }
        }
        return blocked;
    }

    private void shrink(StatefulSet set, NavigableMap<Integer, Pod> pods) {
        for (var entry : pods.descendingMap().entrySet()) {
            var beyond = entry.getKey() < start(set) || entry.getKey() >= start(set) + wanted(set);
            if (beyond && !Pods.isDeleting(entry.getValue())) {
                api.delete(entry.getValue());
                if (!isParallel(set)) {
                    return;
                }
            }
        }
    }

    /** Replaces pods of an older template, the last first, one at a time. */
    private void update(StatefulSet set, String revision, NavigableMap<Integer, Pod> pods) {
        var strategy = set.getSpec().getUpdateStrategy();
        if (strategy != null && "OnDelete".equals(strategy.getType())) {
            return;
        }
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        var partition = rolling == null ? 0 : Objects.requireNonNullElse(rolling.getPartition(), 0);
        for (var entry : pods.descendingMap().entrySet()) {
            var pod = entry.getValue();
            if (entry.getKey() < start(set) + partition) {
                return;
            }
            if (!revision.equals(pod.getMetadata().getLabels().get(REVISION))
                    && Pods.isActive(pod)) {
                api.delete(pod);
                return;
            }
            if (!Pods.isReady(pod) || Pods.isDeleting(pod)) {
                return;
            }
        }
    }

    private Pod pod(StatefulSet set, String revision, int ordinal) {
        var name = set.getMetadata().getName() + '-' + ordinal;
        var pod =
                new PodBuilder(Pods.fromTemplate(set.getSpec().getTemplate(), set))
                        .editMetadata()
                        .withName(name)
                        .addToLabels("statefulset.kubernetes.io/pod-name", name)
                        .addToLabels("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                        .addToLabels(REVISION, revision)
                        .endMetadata()
                        .editSpec()
                        .withHostname(name)
                        .withSubdomain(set.getSpec().getServiceName())
                        .endSpec()
                        .build();
        for (var template : set.getSpec().getVolumeClaimTemplates()) {
            var volume = template.getMetadata().getName();
            pod.getSpec().getVolumes().removeIf(known -> known.getName().equals(volume));
            pod =
                    new PodBuilder(pod)
                            .editSpec()
                            .addNewVolume()
                            .withName(volume)
                            .withNewPersistentVolumeClaim(volume + '-' + name, false)
                            .endVolume()
                            .endSpec()
                            .build();
        }
        return GangPods.inject(pod);
    }

    private boolean claims(StatefulSet set, int ordinal) {
        for (var template : set.getSpec().getVolumeClaimTemplates()) {
            api.create(
                    new PersistentVolumeClaimBuilder(template)
                            .editMetadata()
                            .withName(
                                    template.getMetadata().getName()
                                            + '-'
                                            + set.getMetadata().getName()
                                            + '-'
                                            + ordinal)
                            .withNamespace(set.getMetadata().getNamespace())
                            .addToLabels(set.getSpec().getSelector().getMatchLabels())
                            .endMetadata()
                            .withStatus(null)
                            .build());
        }
        return true;
    }

    private StatefulSetStatus status(StatefulSet set, String revision, List<Pod> pods) {
        var known = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        var minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        var existing = pods.stream().filter(pod -> !Pods.isOver(pod)).toList();
        var updated =
                (int)
                        existing.stream()
                                .filter(
                                        pod ->
                                                revision.equals(
                                                        pod.getMetadata()
                                                                .getLabels()
                                                                .get(REVISION)))
                                .count();
        var ready = (int) existing.stream().filter(Pods::isReady).count();
        var done = updated == wanted(set) && ready == wanted(set) && existing.size() == wanted(set);
        var before = known.getCurrentRevision();
        return new StatefulSetStatusBuilder(known)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(existing.size())
                .withReadyReplicas(orNull(ready))
                .withAvailableReplicas(
                        (int)
                                existing.stream()
                                        .filter(pod -> Pods.isAvailable(pod, minReady, api.now()))
                                        .count())
                .withUpdatedReplicas(orNull(updated))
                .withUpdateRevision(revision)
                .withCurrentRevision(done || before == null ? revision : before)
                .withCurrentReplicas(
                        orNull(
                                (int)
                                        existing.stream()
                                                .filter(
                                                        pod ->
                                                                Objects.equals(
                                                                        done || before == null
                                                                                ? revision
                                                                                : before,
                                                                        pod.getMetadata()
                                                                                .getLabels()
                                                                                .get(REVISION)))
                                                .count()))
                .withCollisionCount(0)
                .build();
    }

    private static Optional<Integer> ordinal(StatefulSet set, Pod pod) {
        var prefix = set.getMetadata().getName() + '-';
        var name = pod.getMetadata().getName();
        var rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return rest.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(rest)) : Optional.empty();
    }

    private static int wanted(StatefulSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    private static int start(StatefulSet set) {
        var ordinals = set.getSpec().getOrdinals();
        return ordinals == null ? 0 : Objects.requireNonNullElse(ordinals.getStart(), 0);
    }

    private static boolean isParallel(StatefulSet set) {
        return "Parallel".equals(set.getSpec().getPodManagementPolicy());
    }

    private static @Nullable Integer orNull(int count) {
        return count == 0 ? null : count;
    }
}
