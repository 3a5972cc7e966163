package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a deployment says of itself. */
record DeploymentReport(
        Deployment deployment, @Nullable ReplicaSet current, List<ReplicaSet> sets, Api api) {
    private static final int DEFAULT_DEADLINE = 600;

    DeploymentStatus status() {
        var known = known();
        var total = sets.stream().mapToInt(Rollout::running).sum();
        var ready =
                sets.stream()
                        .mapToInt(
                                set ->
                                        set.getStatus() == null
                                                ? 0
                                                : Objects.requireNonNullElse(
                                                        set.getStatus().getReadyReplicas(), 0))
                        .sum();
        var available = sets.stream().mapToInt(Rollout::available).sum();
        var updated = current == null ? 0 : Rollout.running(current);
        var wanted = sets.stream().mapToInt(Rollout::size).sum();
        return new DeploymentStatusBuilder(known)
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orNull(total))
                .withUpdatedReplicas(orNull(updated))
                .withReadyReplicas(orNull(ready))
                .withAvailableReplicas(orNull(available))
                .withUnavailableReplicas(orNull(Math.max(0, wanted - available)))
                .withConditions(conditions(known, available, total, updated))
                .build();
    }

    /** When the deadline for progress passes, if one is running. */
    Optional<Duration> lookAgain() {
        var progressing = condition(known(), "Progressing");
        return progressing == null || !"True".equals(progressing.getStatus()) || isComplete()
                ? Optional.empty()
                : Optional.of(Duration.between(api.now(), deadline(progressing)).plusSeconds(1))
                        .filter(Duration::isPositive);
    }

    private List<DeploymentCondition> conditions(
            DeploymentStatus known, int available, int total, int updated) {
        var floor = Rollout.desired(deployment) - Rollout.unavailable(deployment);
        var enough = available >= floor;
        var conditions = new ArrayList<DeploymentCondition>();
        conditions.add(
                condition(
                        known,
                        "Available",
                        enough ? "True" : "False",
                        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                        enough
                                ? "Deployment has minimum availability."
                                : "Deployment does not have minimum availability.",
                        false));
        conditions.add(progressing(known, available, total, updated));
        return conditions;
    }

    private DeploymentCondition progressing(
            DeploymentStatus known, int available, int total, int updated) {
        var name = current == null ? "" : current.getMetadata().getName();
        var set = "ReplicaSet \"" + name + "\" ";
        if (isComplete()) {
            return condition(
                    known,
                    "Progressing",
                    "True",
                    "NewReplicaSetAvailable",
                    set + "has successfully progressed.",
                    false);
        }
        var before = condition(known, "Progressing");
        var moved =
                before == null
                        || updated != Objects.requireNonNullElse(known.getUpdatedReplicas(), 0)
                        || available != Objects.requireNonNullElse(known.getAvailableReplicas(), 0)
                        || total != Objects.requireNonNullElse(known.getReplicas(), 0)
                        || before.getReason().equals("NewReplicaSetAvailable");
        if (!moved && before != null && !api.now().isBefore(deadline(before))) {
            return condition(
                    known,
                    "Progressing",
                    "False",
                    "ProgressDeadlineExceeded",
                    set + "has timed out progressing.",
                    false);
        }
        if (!moved && before != null) {
            return before;
        }
        return condition(
                known, "Progressing", "True", "ReplicaSetUpdated", set + "is progressing.", true);
    }

    private boolean isComplete() {
        var desired = Rollout.desired(deployment);
        return current != null
                && Rollout.running(current) == desired
                && Rollout.available(current) == desired
                && sets.stream().mapToInt(Rollout::running).sum() == desired;
    }

    private Instant deadline(DeploymentCondition progressing) {
        var seconds =
                Objects.requireNonNullElse(
                        deployment.getSpec().getProgressDeadlineSeconds(), DEFAULT_DEADLINE);
        var since = progressing.getLastUpdateTime();
        return Instant.parse(since == null ? progressing.getLastTransitionTime() : since)
                .plusSeconds(seconds);
    }

    private DeploymentCondition condition(
            DeploymentStatus known,
            String type,
            String status,
            String reason,
            String message,
            boolean touch) {
        var before = condition(known, type);
        var now = api.timestamp();
        var since = now;
        if (before != null && status.equals(before.getStatus())) {
            if (!touch
                    && reason.equals(before.getReason())
                    && message.equals(before.getMessage())) {
                return before;
            }
            since = before.getLastTransitionTime();
        }
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(now)
                .withLastTransitionTime(since)
                .build();
    }

    private static @Nullable DeploymentCondition condition(DeploymentStatus known, String type) {
        return known.getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElse(null);
    }

    private DeploymentStatus known() {
        return deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    }

    private static @Nullable Integer orNull(int count) {
        return count == 0 ? null : count;
    }
}
