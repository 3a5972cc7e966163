package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Starts, watches, restarts and stops the containers of one pod. Used by that pod's thread only,
 * except probes.
 */
final class ContainerDriver {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final NodeParts parts;
    private final ContainerStart starter;
    private final ProbeRunner probes;
    private final Map<String, Instant> killed = new HashMap<>();
    private final Set<String> backingOff = new HashSet<>();
    private final Set<Path> swept = new HashSet<>();

    ContainerDriver(NodeParts parts, Runnable wakeUp) {
        this.parts = parts;
        this.starter = new ContainerStart(parts, wakeUp);
        this.probes = new ProbeRunner(parts, wakeUp);
    }

    ContainerSlot slot(Container container, Path podFolder, List<ContainerStatus> published)
            throws IOException {
        var known =
                published.stream()
                        .filter(status -> status.getName().equals(container.getName()))
                        .findFirst()
                        .orElse(null);
        return new ContainerSlot(container, podFolder, parts.clock(), probes, known);
    }

    /** Does what a container needs next. */
    void advance(LaunchPlanner.PodPlace podPlace, ContainerSlot slot, String restartPolicy)
            throws IOException {
        probes.at(podPlace);
        slot.observe();
        switch (slot.state()) {
            case ContainerState.Running _ -> watch(podPlace.pod(), slot);
            case ContainerState.Ended end -> {
                sweep(podPlace.pod(), slot);
                if (PodPhase.restarts(restartPolicy, end)) {
                    restart(podPlace, slot, end);
                }
            }
            case ContainerState.Waiting waiting -> {
                if (slot.needsStart()) {
                    starter.start(podPlace, slot, waiting);
                }
            }
        }
    }

    private void restart(
            LaunchPlanner.PodPlace podPlace, ContainerSlot slot, ContainerState.Ended end)
            throws IOException {
        if (slot.nextRun(end)) {
            backingOff.remove(slot.name());
            starter.start(podPlace, slot, new ContainerState.Waiting("ContainerCreating", ""));
        } else if (backingOff.add(slot.name())) {
            parts.events()
                    .warning(
                            podPlace.pod(),
                            slot.fieldPath(),
                            "BackOff",
                            "Back-off restarting failed container "
                                    + slot.name()
                                    + " in pod "
                                    + podPlace.pod().getMetadata().getName());
        }
    }

    private void watch(Pod pod, ContainerSlot slot) throws IOException {
        slot.probes().run();
        var why = slot.probes().mustRestart();
        if (why.isPresent() || killed.containsKey(slot.name())) {
            var seconds = pod.getSpec().getTerminationGracePeriodSeconds();
            var since = killed.get(slot.name());
            if (since == null) {
                parts.events()
                        .normal(
                                pod,
                                slot.fieldPath(),
                                "Killing",
                                "Container " + slot.name() + ' ' + why.orElse(""));
                since = parts.clock().instant();
            }
            stop(pod, slot, since.plus(seconds == null ? GRACE : Duration.ofSeconds(seconds)));
        }
    }

    /**
     * Asks a container to end, once, and ends it by force after the deadline; true when it does not
     * run.
     */
    boolean stop(Pod pod, ContainerSlot slot, Instant deadline) throws IOException {
        slot.observe();
        var attempt = slot.attempt().orElse(null);
        if (attempt == null) {
            return true;
        }
        if (!(slot.state() instanceof ContainerState.Running running)) {
            sweep(pod, slot);
            return !attempt.launched() || slot.state() instanceof ContainerState.Ended;
        }
        var now = parts.clock().instant();
        if (killed.putIfAbsent(slot.name(), now) == null) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                parts.events()
                        .normal(
                                pod,
                                slot.fieldPath(),
                                "Killing",
                                "Stopping container " + slot.name());
            }
            ProcessTable.signalGroup(running.pid(), "TERM");
        }
        if (!now.isBefore(deadline)) {
            ProcessTable.signalGroup(running.pid(), "KILL");
        }
        return false;
    }

    /** After a container's end: whatever of it left its process group ends too. */
    private void sweep(Pod pod, ContainerSlot slot) {
        var attempt = slot.attempt().orElse(null);
        if (attempt != null
                && slot.state() instanceof ContainerState.Ended
                && swept.add(attempt.folder())) {
            killed.remove(slot.name());
            ProcessTable.killMarked(
                    LaunchPlanner.MARKER + '=' + LaunchPlanner.marker(pod, slot.name(), attempt));
        }
    }

    /** What the status shows of a container: one that will run again waits. */
    ContainerState shown(Pod pod, ContainerSlot slot) {
        if (slot.state() instanceof ContainerState.Ended end
                && PodPhase.restarts(pod.getSpec().getRestartPolicy(), end)
                && pod.getMetadata().getDeletionTimestamp() == null
                && backingOff.contains(slot.name())) {
            return new ContainerState.Waiting(
                    "CrashLoopBackOff",
                    "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                            .formatted(
                                    slot.backoff().toSeconds(),
                                    slot.name(),
                                    pod.getMetadata().getName(),
                                    pod.getMetadata().getNamespace(),
                                    pod.getMetadata().getUid()));
        }
        return slot.state();
    }

    /** Whether the pod ran for longer than it may. */
    boolean deadlineExceeded(Pod pod) {
        var seconds = pod.getSpec().getActiveDeadlineSeconds();
        var started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        return seconds != null
                && started != null
                && parts.clock().instant().isAfter(Instant.parse(started).plusSeconds(seconds));
    }
}
