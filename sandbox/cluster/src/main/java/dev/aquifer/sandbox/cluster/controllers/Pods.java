package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What controllers ask of pods. */
final class Pods {
    private Pods() {}

    /** A pod of a template, made for an owner; it still needs a name. */
    static Pod fromTemplate(PodTemplateSpec template, HasMetadata owner) {
        var metadata = template.getMetadata();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(metadata == null ? null : metadata.getLabels())
                .withAnnotations(metadata == null ? null : metadata.getAnnotations())
                .withFinalizers(metadata == null ? null : metadata.getFinalizers())
                .withOwnerReferences(Owners.reference(owner))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    static String phase(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return phase == null ? "Pending" : phase;
    }

    static boolean isOver(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    static boolean isDeleting(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean isActive(Pod pod) {
        return !isOver(pod) && !isDeleting(pod);
    }

    static boolean isReady(Pod pod) {
        return readySince(pod).isPresent();
    }

    /** Whether it has been ready for long enough to be relied on. */
    static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        return readySince(pod)
                .filter(
                        since ->
                                minReadySeconds == 0
                                        || !Duration.between(since, now)
                                                .minusSeconds(minReadySeconds)
                                                .isNegative())
                .isPresent();
    }

    static Optional<Instant> readySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(
                        condition ->
                                condition.getLastTransitionTime() == null
                                        ? Instant.EPOCH
                                        : Instant.parse(condition.getLastTransitionTime()));
    }

    static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst();
    }

    static boolean anyRestarted(Pod pod) {
        return pod.getStatus() != null
                && Stream.concat(
                                pod.getStatus().getContainerStatuses().stream(),
                                pod.getStatus().getInitContainerStatuses().stream())
                        .map(ContainerStatus::getRestartCount)
                        .anyMatch(count -> count != null && count > 0);
    }

    static Optional<Instant> finishedAt(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .map(
                                status ->
                                        status.getState() == null
                                                ? null
                                                : status.getState().getTerminated())
                        .filter(ended -> ended != null && ended.getFinishedAt() != null)
                        .map(ended -> Instant.parse(ended.getFinishedAt()))
                        .max(Instant::compareTo);
    }
}
