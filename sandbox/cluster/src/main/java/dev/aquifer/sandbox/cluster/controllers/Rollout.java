package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arithmetic of a rolling update: how large each replica set may be now. */
record Rollout(Deployment deployment, ReplicaSet current, List<ReplicaSet> all) {
    private static final int QUARTER = 25;

    static int desired(Deployment deployment) {
        return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    }

    static boolean recreates(Deployment deployment) {
        var strategy = deployment.getSpec().getStrategy();
        return strategy != null && "Recreate".equals(strategy.getType());
    }

    /** How many pods above the desired number there may be. */
    static int surge(Deployment deployment) {
        var rolling = rolling(deployment);
        return recreates(deployment)
                ? 0
                : share(rolling == null ? null : rolling.getMaxSurge(), desired(deployment), true);
    }

    /** How many pods below the desired number may be available. */
    static int unavailable(Deployment deployment) {
        if (recreates(deployment)) {
            return desired(deployment);
        }
        var rolling = rolling(deployment);
        var allowed =
                share(
                        rolling == null ? null : rolling.getMaxUnavailable(),
                        desired(deployment),
                        false);
        // at least one of the two must move
        return allowed == 0 && surge(deployment) == 0 ? 1 : Math.min(allowed, desired(deployment));
    }

    int currentTarget() {
        var desired = desired(deployment);
        if (recreates(deployment)
                && old().stream().anyMatch(set -> size(set) > 0 || running(set) > 0)) {
            return 0;
        }
        if (size(current) >= desired) {
            return desired;
        }
        var total = all.stream().mapToInt(Rollout::size).sum();
        var room = desired + surge(deployment) - total;
        return size(current) + Math.max(0, Math.min(room, desired - size(current)));
    }

    /** What is left of the former sets: those that do not serve shrink first. */
    Map<ReplicaSet, Integer> oldTargets() {
        var targets = new LinkedHashMap<ReplicaSet, Integer>();
        var floor = desired(deployment) - unavailable(deployment);
        var total = all.stream().mapToInt(Rollout::size).sum();
        var budget = total - floor - (size(current) - available(current));
        var spare = all.stream().mapToInt(Rollout::available).sum() - floor;
        for (var set : old()) {
            var idle = Math.max(0, Math.min(budget, size(set) - available(set)));
            budget -= idle;
            var serving = Math.max(0, Math.min(Math.min(budget, spare), size(set) - idle));
            budget -= serving;
            spare -= serving;
            targets.put(set, size(set) - idle - serving);
        }
        return targets;
    }

    private List<ReplicaSet> old() {
        return all.stream()
                .filter(set -> !set.getMetadata().getUid().equals(current.getMetadata().getUid()))
                .sorted(Comparator.comparing(DeploymentReconciler::revision))
                .toList();
    }

    static int size(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    static int running(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReplicas(), 0);
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0);
    }

    private static io.fabric8.kubernetes.api.model.apps.@Nullable RollingUpdateDeployment rolling(
            Deployment deployment) {
        var strategy = deployment.getSpec().getStrategy();
        return strategy == null ? null : strategy.getRollingUpdate();
    }

    private static int share(@Nullable IntOrString amount, int of, boolean up) {
        if (amount != null && amount.getIntVal() != null) {
            return amount.getIntVal();
        }
        var text = amount == null ? null : amount.getStrVal();
        var percent = text == null ? QUARTER : Integer.parseInt(text.replace("%", "").strip());
        return up ? (of * percent + 99) / 100 : of * percent / 100;
    }
}
