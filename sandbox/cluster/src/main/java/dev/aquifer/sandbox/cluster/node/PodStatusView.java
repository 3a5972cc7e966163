package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a pod is reported: phase and conditions follow from its containers. */
final class PodStatusView {
    private static final Set<String> OWN_CONDITIONS =
            Set.of("PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready");

    private final Clock clock;

    PodStatusView(Clock clock) {
        this.clock = clock;
    }

    /** What is known of a pod's containers. */
    record Facts(
            String phase,
            @Nullable String reason,
            @Nullable String message,
            @Nullable String address,
            boolean initialized,
            List<ContainerStatus> initContainers,
            List<ContainerStatus> containers) {}

    PodStatus of(Pod pod, Facts facts) {
        var known = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var builder =
                new PodStatusBuilder()
                        .withPhase(facts.phase())
                        .withReason(facts.reason())
                        .withMessage(facts.message())
                        .withHostIP(NodeRegistration.ADDRESS)
                        .withStartTime(
                                known.getStartTime() == null
                                        ? now.toString()
                                        : known.getStartTime())
                        .withConditions(conditions(known, facts, now))
                        .withInitContainerStatuses(facts.initContainers())
                        .withContainerStatuses(facts.containers());
        builder.addNewHostIP(NodeRegistration.ADDRESS);
        if (facts.address() != null) {
            builder.withPodIP(facts.address());
            builder.addNewPodIP(facts.address());
        }
        return builder.build();
    }

    private static List<PodCondition> conditions(PodStatus known, Facts facts, Instant now) {
        var over = facts.phase().equals("Succeeded") || facts.phase().equals("Failed");
        var unready =
                facts.containers().stream()
                        .filter(container -> !Boolean.TRUE.equals(container.getReady()))
                        .map(ContainerStatus::getName)
                        .toList();
        var ready = unready.isEmpty() && !over;
        var whyNot =
                facts.phase().equals("Succeeded")
                        ? "PodCompleted"
                        : facts.phase().equals("Failed") ? "PodFailed" : "ContainersNotReady";
        var message = over ? null : "containers with unready status: " + unready;
        var conditions = new ArrayList<PodCondition>();
        known.getConditions().stream()
                .filter(condition -> !OWN_CONDITIONS.contains(condition.getType()))
                .forEach(conditions::add);
        conditions.add(
                condition(
                        known,
                        now,
                        "PodReadyToStartContainers",
                        facts.address() != null && !over,
                        null,
                        null));
        conditions.add(initialized(known, facts, now));
        for (var type : List.of("Ready", "ContainersReady")) {
            conditions.add(
                    condition(
                            known,
                            now,
                            type,
                            ready,
                            ready ? null : whyNot,
                            ready ? null : message));
        }
        return conditions;
    }

    private static PodCondition initialized(PodStatus known, Facts facts, Instant now) {
        if (facts.initialized()) {
            var reason = facts.phase().equals("Succeeded") ? "PodCompleted" : null;
            return condition(known, now, "Initialized", true, reason, null);
        }
        var message = "containers with incomplete status: " + incomplete(facts);
        return condition(known, now, "Initialized", false, "ContainersNotInitialized", message);
    }

    private static List<String> incomplete(Facts facts) {
        return facts.initContainers().stream()
                .filter(container -> !Boolean.TRUE.equals(container.getReady()))
                .map(ContainerStatus::getName)
                .toList();
    }

    private static PodCondition condition(
            PodStatus known,
            Instant now,
            String type,
            boolean holds,
            @Nullable String reason,
            @Nullable String message) {
        var status = holds ? "True" : "False";
        var since =
                known.getConditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .filter(condition -> condition.getStatus().equals(status))
                        .map(PodCondition::getLastTransitionTime)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now.toString());
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }
}
