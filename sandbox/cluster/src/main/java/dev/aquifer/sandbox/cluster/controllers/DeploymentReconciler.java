package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a deployment from one template to the next through replica sets, at the pace its strategy
 * allows.
 */
final class DeploymentReconciler implements Reconciler {
    private static final String HASH = "pod-template-hash";
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final int DEFAULT_HISTORY = 10;

    private final Api api;

    DeploymentReconciler(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var deployment =
                api.client()
                        .apps()
                        .deployments()
                        .inNamespace(key.namespace())
                        .withName(key.name())
                        .get();
        if (deployment == null || Pods.isDeleting(deployment)) {
            return Optional.empty();
        }
        var sets = setsOf(deployment);
        var current = current(deployment, sets);
        if (current == null && !isPaused(deployment)) {
            create(deployment, sets);
            return Optional.of(Duration.ZERO);
        }
        if (!isPaused(deployment) && current != null) {
            keepRevision(deployment, current);
            roll(deployment, new Rollout(deployment, current, sets));
            forget(deployment, current, sets);
        } else if (current != null) {
            scaleTo(deployment, current, Rollout.desired(deployment));
        }
        return report(deployment);
    }

    private List<ReplicaSet> setsOf(Deployment deployment) {
        return api
                .client()
                .apps()
                .replicaSets()
                .inNamespace(deployment.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(set -> Owners.owns(deployment, set))
                .sorted(Comparator.comparing(set -> set.getMetadata().getCreationTimestamp()))
                .toList();
    }

    private static @Nullable ReplicaSet current(Deployment deployment, List<ReplicaSet> sets) {
        return sets.stream()
                .filter(set -> Revisions.same(withoutHash(set), withLabels(deployment)))
                .findFirst()
                .orElse(null);
    }

    private static Object withoutHash(ReplicaSet set) {
        var copy =
                new ReplicaSetBuilder(set)
                        .editSpec()
                        .editTemplate()
                        .editMetadata()
                        .removeFromLabels(HASH)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build();
        return copy.getSpec().getTemplate();
    }

    private static Object withLabels(Deployment deployment) {
        return deployment.getSpec().getTemplate();
    }

    private void create(Deployment deployment, List<ReplicaSet> sets) {
        var hash = Revisions.of(deployment.getSpec().getTemplate());
        var desired = Rollout.desired(deployment);
        var existing = sets.stream().mapToInt(Rollout::size).sum();
        var first = Math.max(0, Math.min(desired, desired + Rollout.surge(deployment) - existing));
        var set =
                new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withName(deployment.getMetadata().getName() + '-' + hash)
                        .withNamespace(deployment.getMetadata().getNamespace())
                        .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .addToLabels(HASH, hash)
                        .addToAnnotations(REVISION, Long.toString(newest(sets) + 1))
                        .withOwnerReferences(Owners.reference(deployment))
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(Rollout.recreates(deployment) && existing > 0 ? 0 : first)
                        .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                        .withSelector(deployment.getSpec().getSelector())
                        .editSelector()
                        .addToMatchLabels(HASH, hash)
                        .endSelector()
                        .withTemplate(deployment.getSpec().getTemplate())
                        .editTemplate()
                        .editMetadata()
                        .addToLabels(HASH, hash)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build();
        if (api.create(set)) {
            api.events()
                    .normal(
                            deployment,
                            "",
                            "ScalingReplicaSet",
                            "Scaled up replica set %s from 0 to %d"
                                    .formatted(
                                            set.getMetadata().getName(),
                                            set.getSpec().getReplicas()));
        }
    }

    private void roll(Deployment deployment, Rollout rollout) {
        rollout.oldTargets().forEach((set, size) -> scaleTo(deployment, set, size));
        scaleTo(deployment, rollout.current(), rollout.currentTarget());
    }

    private void scaleTo(Deployment deployment, ReplicaSet set, int size) {
        var before = Rollout.size(set);
        if (before == size) {
            return;
        }
        api.client()
                .resource(
                        new ReplicaSetBuilder(set).editSpec().withReplicas(size).endSpec().build())
                .update();
        api.events()
                .normal(
                        deployment,
                        "",
                        "ScalingReplicaSet",
                        "Scaled %s replica set %s from %d to %d"
                                .formatted(
                                        before < size ? "up" : "down",
                                        set.getMetadata().getName(),
                                        before,
                                        size));
    }

    /**
     * A set that comes back (a rollback) becomes the newest revision; the deployment carries its
     * number.
     */
    private void keepRevision(Deployment deployment, ReplicaSet current) {
        var others =
                setsOf(deployment).stream()
                        .filter(
                                set ->
                                        !set.getMetadata()
                                                .getUid()
                                                .equals(current.getMetadata().getUid()))
                        .toList();
        var own = revision(current);
        var right = Math.max(own, newest(others) + 1);
        if (own != right) {
            api.client()
                    .resource(
                            new ReplicaSetBuilder(current)
                                    .editMetadata()
                                    .addToAnnotations(REVISION, Long.toString(right))
                                    .withResourceVersion(null)
                                    .endMetadata()
                                    .build())
                    .update();
        }
        var annotations = deployment.getMetadata().getAnnotations();
        if (annotations == null || !Long.toString(right).equals(annotations.get(REVISION))) {
            api.client()
                    .resource(
                            new DeploymentBuilder(deployment)
                                    .editMetadata()
                                    .addToAnnotations(REVISION, Long.toString(right))
                                    .endMetadata()
                                    .build())
                    .update();
        }
    }

    private void forget(Deployment deployment, ReplicaSet current, List<ReplicaSet> sets) {
        var keep =
                Objects.requireNonNullElse(
                        deployment.getSpec().getRevisionHistoryLimit(), DEFAULT_HISTORY);
        var empty =
                sets.stream()
                        .filter(
                                set ->
                                        !set.getMetadata()
                                                .getUid()
                                                .equals(current.getMetadata().getUid()))
                        .filter(set -> Rollout.size(set) == 0 && Rollout.running(set) == 0)
                        .sorted(Comparator.comparing(DeploymentReconciler::revision))
                        .toList();
        empty.stream().limit(Math.max(0, empty.size() - keep)).forEach(api::delete);
    }

    private Optional<Duration> report(Deployment known) {
        var deployments =
                api.client().apps().deployments().inNamespace(known.getMetadata().getNamespace());
        var deployment = deployments.withName(known.getMetadata().getName()).get();
        if (deployment == null) {
            return Optional.empty();
        }
        var sets = setsOf(deployment);
        var report = new DeploymentReport(deployment, current(deployment, sets), sets, api);
        var status = report.status();
        if (!Revisions.same(status, deployment.getStatus())) {
            deployments
                    .resource(new DeploymentBuilder(deployment).withStatus(status).build())
                    .updateStatus();
        }
        return report.lookAgain();
    }

    private static long newest(List<ReplicaSet> sets) {
        return sets.stream().mapToLong(DeploymentReconciler::revision).max().orElse(0);
    }

    static long revision(ReplicaSet set) {
        var annotations = set.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(REVISION);
        return text == null ? 0 : Long.parseLong(text);
    }

    private static boolean isPaused(Deployment deployment) {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }
}
