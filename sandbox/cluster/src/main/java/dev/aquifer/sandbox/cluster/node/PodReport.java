package dev.aquifer.sandbox.cluster.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pod's status to the API when it differs from what was written last, and takes the pod
 * away at its end.
 */
final class PodReport {
    private final KubernetesClient client;
    private @Nullable PodStatus written;

    PodReport(KubernetesClient client) {
        this.client = client;
    }

    /** How an answer of the API ended the matter. */
    enum Outcome {
        DONE,
        POD_IS_GONE
    }

    Outcome write(Pod pod, PodStatus status) {
        if (Objects.equals(written, status) && !overruled(pod, status)) {
            return Outcome.DONE;
        }
        var metadata = pod.getMetadata();
        ObjectNode statusTree =
                client.getKubernetesSerialization().convertValue(status, ObjectNode.class);
        // Said out loud, so that a merge removes what was there before.
        for (var name : new String[] {"reason", "message"}) {
            if (!statusTree.has(name)) {
                statusTree.putNull(name);
            }
        }
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", metadata.getUid());
        patch.set("status", statusTree);
        try {
            client.pods()
                    .inNamespace(metadata.getNamespace())
                    .withName(metadata.getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            written = status;
            return Outcome.DONE;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404 || e.getCode() == 409) {
                return Outcome.POD_IS_GONE; // or a namesake has its place
            }
            throw e;
        }
    }

    /** Somebody else (a controller that missed this node's Lease) said otherwise meanwhile. */
    private static boolean overruled(Pod pod, PodStatus status) {
        return pod.getStatus() != null && isReady(status) && !isReady(pod.getStatus());
    }

    private static boolean isReady(PodStatus status) {
        return status.getConditions().stream()
                .anyMatch(
                        condition ->
                                condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True"));
    }

    /** Removes a pod whose processes are gone; only the very one. */
    void remove(Pod pod) {
        var metadata = pod.getMetadata();
        var options =
                Map.of("gracePeriodSeconds", 0, "preconditions", Map.of("uid", metadata.getUid()));
        try {
            client.raw(
                    "/api/v1/namespaces/" + metadata.getNamespace() + "/pods/" + metadata.getName(),
                    "DELETE",
                    options);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                throw e;
            }
        }
    }
}
