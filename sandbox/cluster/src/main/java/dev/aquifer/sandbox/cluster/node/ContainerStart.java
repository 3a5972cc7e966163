package dev.aquifer.sandbox.cluster.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Starts the containers of one pod, with the patience of a kubelet. */
final class ContainerStart {
    /** On pods whose mount paths were replaced, because this machine cannot mount. */
    static final String PATHS_REWRITTEN = "sandbox.aquifer.dev/paths-rewritten";

    private static final System.Logger LOG = System.getLogger(ContainerStart.class.getName());
    private static final Duration PULL_BACKOFF = Duration.ofSeconds(10);
    private static final Duration OTHER_BACKOFF = Duration.ofSeconds(2);

    private final NodeParts parts;
    private final Runnable wakeUp;
    private final Map<String, Instant> retryAt = new HashMap<>();
    private final Map<String, String> complaints = new HashMap<>();

    ContainerStart(NodeParts parts, Runnable wakeUp) {
        this.parts = parts;
        this.wakeUp = wakeUp;
    }

    /** Starts a container's process, or says why it cannot be yet; to be called again then. */
    void start(LaunchPlanner.PodPlace podPlace, ContainerSlot slot, ContainerState.Waiting before)
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
                            slot.fieldPath(),
                            "Pulled",
                            "Container image \"" + image + "\" is a command of this machine");
            attempt.start(parts.scripts(), parts.isolation(), launch, wakeUp);
            parts.events()
                    .normal(pod, slot.fieldPath(), "Created", "Created container: " + slot.name());
            parts.events()
                    .normal(pod, slot.fieldPath(), "Started", "Started container " + slot.name());
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
                        slot.fieldPath(),
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
        var pause = pull ? PULL_BACKOFF : slow ? OTHER_BACKOFF : Duration.ZERO;
        retryAt.put(slot.name(), parts.clock().instant().plus(pause));
        if (slow && !missing.message().equals(complaints.put(slot.name(), missing.message()))) {
            parts.events()
                    .warning(
                            pod,
                            slot.fieldPath(),
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
}
