package dev.aquifer.sandbox.cluster.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts, watches, restarts and stops the containers of one pod. Used by that pod's thread only,
 * except probes.
 */
final class ContainerDriver implements Probes.Execution {
    private static final System.Logger LOG = System.getLogger(ContainerDriver.class.getName());

    /** On pods whose mount paths were replaced, because this machine cannot mount. */
    static final String PATHS_REWRITTEN = "sandbox.aquifer.dev/paths-rewritten";

    private static final Duration PULL_BACKOFF = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final NodeParts parts;
    private final Runnable wakeUp;
    private final Map<String, Instant> retryAt = new HashMap<>();
    private final Map<String, Instant> killed = new HashMap<>();
    private final Map<String, String> complaints = new HashMap<>();
    private final Set<Path> swept = new HashSet<>();
    private LaunchPlanner.@Nullable PodPlace place;

    ContainerDriver(NodeParts parts, Runnable wakeUp) {
        this.parts = parts;
        this.wakeUp = wakeUp;
    }

    ContainerSlot slot(Container container, Path podFolder, List<ContainerStatus> published)
            throws IOException {
        var known =
                published.stream()
                        .filter(status -> status.getName().equals(container.getName()))
                        .findFirst()
                        .orElse(null);
        return new ContainerSlot(container, podFolder, parts.clock(), this, known);
    }

    /** Does what a container needs next. */
    void advance(LaunchPlanner.PodPlace podPlace, ContainerSlot slot, String restartPolicy)
            throws IOException {
        place = podPlace;
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
                    start(podPlace, slot, waiting);
                }
            }
        }
    }

    private void restart(
            LaunchPlanner.PodPlace podPlace, ContainerSlot slot, ContainerState.Ended end)
            throws IOException {
        if (slot.nextRun(end)) {
            complaints.remove(slot.name());
            start(podPlace, slot, new ContainerState.Waiting("ContainerCreating", ""));
        } else if (!"BackOff".equals(complaints.put(slot.name(), "BackOff"))) {
            parts.events()
                    .warning(
                            podPlace.pod(),
                            fieldPath(slot),
                            "BackOff",
                            "Back-off restarting failed container "
                                    + slot.name()
                                    + " in pod "
                                    + podPlace.pod().getMetadata().getName());
        }
    }

    private void start(
            LaunchPlanner.PodPlace podPlace, ContainerSlot slot, ContainerState.Waiting before)
            throws IOException {
        var now = parts.clock().instant();
        if (now.isBefore(retryAt.getOrDefault(slot.name(), Instant.MIN))) {
            return;
        }
        var pod = podPlace.pod();
        try {
            var attempt = slot.begin();
            var launch = parts.planner().plan(podPlace, slot.container(), attempt);
            var image = slot.container().getImage();
            parts.events()
                    .normal(
                            pod,
                            fieldPath(slot),
                            "Pulled",
                            "Container image \"" + image + "\" is a command of this machine");
            attempt.start(parts.scripts(), parts.isolation(), launch, wakeUp);
            parts.events()
                    .normal(pod, fieldPath(slot), "Created", "Created container: " + slot.name());
            parts.events()
                    .normal(pod, fieldPath(slot), "Started", "Started container " + slot.name());
            retryAt.remove(slot.name());
            complaints.remove(slot.name());
            if (!parts.isolation().mounts()) {
                confess(pod, slot);
            }
        } catch (NotYet missing) {
            refuse(pod, slot, before, missing);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot start container " + slot.name(), e);
            refuse(
                    pod,
                    slot,
                    before,
                    new NotYet("RunContainerError", String.valueOf(e.getMessage())));
        }
    }

    /** Says that a container does not see its mounts where it expects them. */
    private void confess(Pod pod, ContainerSlot slot) {
        parts.events()
                .warning(
                        pod,
                        fieldPath(slot),
                        "PathsRewritten",
                        "this machine has no mount namespaces: mount paths in command, environment and"
                                + " configuration were replaced by the folders themselves");
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("uid", pod.getMetadata().getUid())
                .putObject("annotations")
                .put(PATHS_REWRITTEN, "true");
        parts.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    private void refuse(Pod pod, ContainerSlot slot, ContainerState.Waiting before, NotYet missing)
            throws IOException {
        var pull = missing.reason().equals("ErrImagePull");
        var shown =
                pull && isPullTrouble(before)
                        ? new ContainerState.Waiting(
                                "ImagePullBackOff",
                                "Back-off pulling image \""
                                        + slot.container().getImage()
                                        + "\": ErrImagePull: "
                                        + missing.message())
                        : new ContainerState.Waiting(missing.reason(), missing.message());
        slot.abandon(shown.reason(), shown.message());
        var slow = !missing.reason().equals("ContainerCreating");
        retryAt.put(
                slot.name(),
                parts.clock()
                        .instant()
                        .plus(
                                slow && !pull
                                        ? Duration.ofSeconds(2)
                                        : pull ? PULL_BACKOFF : Duration.ZERO));
        if (slow && !missing.message().equals(complaints.put(slot.name(), missing.message()))) {
            parts.events()
                    .warning(
                            pod,
                            fieldPath(slot),
                            "Failed",
                            pull
                                    ? "Failed to pull image \""
                                            + slot.container().getImage()
                                            + "\": "
                                            + missing.message()
                                    : "Error: " + missing.message());
        }
    }

    private static boolean isPullTrouble(ContainerState.Waiting before) {
        return before.reason().equals("ErrImagePull") || before.reason().equals("ImagePullBackOff");
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
                                fieldPath(slot),
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
                                fieldPath(slot),
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
                && "BackOff".equals(complaints.get(slot.name()))) {
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

    @Override
    public void run(
            String kind, Container container, Probe probe, Consumer<Optional<String>> result) {
        var podPlace = place;
        if (podPlace == null) {
            return;
        }
        Thread.ofVirtual()
                .start(
                        () -> {
                            var failure = probe(podPlace, container, probe);
                            result.accept(failure);
                            failure.ifPresent(
                                    message ->
                                            parts.events()
                                                    .warning(
                                                            podPlace.pod(),
                                                            "spec.containers{"
                                                                    + container.getName()
                                                                    + '}',
                                                            "Unhealthy",
                                                            kind + " probe failed: " + message));
                            wakeUp.run();
                        });
    }

    private Optional<String> probe(
            LaunchPlanner.PodPlace podPlace, Container container, Probe probe) {
        try {
            List<String> command = List.of();
            Map<String, String> environment = Map.of();
            if (probe.getExec() != null) {
                var attempt =
                        Attempt.newest(
                                        podPlace.folder()
                                                .resolve("containers")
                                                .resolve(container.getName()))
                                .orElseThrow();
                var launch = parts.planner().plan(podPlace, container, attempt);
                command =
                        parts.isolation()
                                .enter(attempt.alive().orElseThrow(), probe.getExec().getCommand());
                environment = launch.environment();
            }
            return ProbeExecution.run(container, probe, podPlace.address(), command, environment);
        } catch (NotYet | IOException | java.util.NoSuchElementException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String fieldPath(ContainerSlot slot) {
        return "spec.containers{" + slot.name() + '}';
    }
}
