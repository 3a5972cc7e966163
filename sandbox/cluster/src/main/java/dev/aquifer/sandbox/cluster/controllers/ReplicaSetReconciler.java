package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps as many pods of a template as are wanted. */
final class ReplicaSetReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Api api;

    ReplicaSetReconciler(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var sets = api.client().apps().replicaSets().inNamespace(key.namespace());
        var set = sets.withName(key.name()).get();
        if (set == null) {
            return Optional.empty();
        }
        var active = new ArrayList<>(api.podsOf(set).stream().filter(Pods::isActive).toList());
        if (!Pods.isDeleting(set)) {
            scale(set, active);
        }
        var minReady = minReadySeconds(set);
        var status = status(set, active);
        if (!Revisions.same(status, set.getStatus())) {
            sets.resource(new ReplicaSetBuilder(set).withStatus(status).build()).updateStatus();
        }
        var ripening =
                Objects.requireNonNullElse(status.getReadyReplicas(), 0)
                        > Objects.requireNonNullElse(status.getAvailableReplicas(), 0);
        return minReady > 0 && ripening ? Optional.of(SOON) : Optional.empty();
    }

    private void scale(ReplicaSet set, List<Pod> active) {
        var wanted = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        for (var missing = active.size(); missing < wanted; missing++) {
            var pod =
                    new PodBuilder(Pods.fromTemplate(set.getSpec().getTemplate(), set))
                            .editMetadata()
                            .withGenerateName(set.getMetadata().getName() + '-')
                            .endMetadata()
                            .build();
            api.createPod(set, pod);
        }
        if (active.size() > wanted) {
            // those that serve least go first, then the youngest
            active.sort(
                    Comparator.comparing((Pod pod) -> pod.getSpec().getNodeName() != null)
                            .thenComparing(Pods::isReady)
                            .thenComparing(
                                    pod -> pod.getMetadata().getCreationTimestamp(),
                                    Comparator.reverseOrder()));
            for (var extra : active.subList(0, active.size() - wanted)) {
                api.delete(extra);
                api.events()
                        .normal(
                                set,
                                "",
                                "SuccessfulDelete",
                                "Deleted pod: " + extra.getMetadata().getName());
            }
        }
    }

    private ReplicaSetStatus status(ReplicaSet set, List<Pod> pods) {
        var minReady = minReadySeconds(set);
        var labels = set.getSpec().getTemplate().getMetadata().getLabels();
        var ready = (int) pods.stream().filter(Pods::isReady).count();
        var available =
                (int)
                        pods.stream()
                                .filter(pod -> Pods.isAvailable(pod, minReady, api.now()))
                                .count();
        var labelled =
                (int)
                        pods.stream()
                                .filter(
                                        pod ->
                                                pod.getMetadata()
                                                        .getLabels()
                                                        .entrySet()
                                                        .containsAll(labels.entrySet()))
                                .count();
        return new ReplicaSetStatusBuilder(
                        set.getStatus() == null ? new ReplicaSetStatus() : set.getStatus())
                .withReplicas(pods.size())
                .withReadyReplicas(ready == 0 ? null : ready)
                .withAvailableReplicas(available == 0 ? null : available)
                .withFullyLabeledReplicas(labelled == 0 ? null : labelled)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
    }

    private static int minReadySeconds(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
    }
}
