package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server itself writes into built-in objects before it stores them. */
final class BuiltinPreparation {
    private static final Set<String> COUNTED =
            Set.of(
                    "Pod",
                    "Deployment",
                    "ReplicaSet",
                    "StatefulSet",
                    "DaemonSet",
                    "Job",
                    "CronJob",
                    "EndpointSlice",
                    "CustomResourceDefinition");

    private BuiltinPreparation() {}

    static ObjectNode prepare(ObjectNode object, @Nullable ObjectNode old, GroupVersionKind kind) {
        if (COUNTED.contains(kind.kind())) {
            Generation.count(object, old);
        }
        if (old == null) {
            create(object, kind);
        }
        return object;
    }

    private static void create(ObjectNode object, GroupVersionKind kind) {
        switch (kind.kind()) {
            case "Pod" -> pod(object);
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" ->
                    object.set("status", firstStatus(object, kind.kind()));
            case "Job" -> job(object);
            case "PersistentVolumeClaim" -> object.putObject("status").put("phase", "Pending");
            case "PersistentVolume" -> object.putObject("status").put("phase", "Pending");
            case "Service" -> object.putObject("status").putObject("loadBalancer");
            case "Namespace" -> {
                object.putObject("status").put("phase", "Active");
                Fields.object(object, "spec").putArray("finalizers").add("kubernetes");
            }
            default -> {}
        }
    }

    private static ObjectNode firstStatus(ObjectNode object, String kind) {
        ObjectNode status = object.objectNode();
        switch (kind) {
            case "StatefulSet" -> status.put("replicas", 0).put("availableReplicas", 0);
            case "ReplicaSet" -> status.put("replicas", 0);
            case "DaemonSet" ->
                    status.put("currentNumberScheduled", 0)
                            .put("numberMisscheduled", 0)
                            .put("desiredNumberScheduled", 0)
                            .put("numberReady", 0);
            default -> {}
        }
        return status;
    }

    private static void pod(ObjectNode pod) {
        pod.putObject("status")
                .put("phase", "Pending")
                .put("qosClass", QualityOfService.of(pod.path("spec")));
    }

    private static void job(ObjectNode job) {
        job.putObject("status");
        ObjectNode spec = Fields.object(job, "spec");
        if (spec.path("manualSelector").asBoolean()) {
            return;
        }
        String uid = job.path("metadata").path("uid").asText("");
        String name = job.path("metadata").path("name").asText("");
        ObjectNode labels =
                Fields.object(Fields.object(Fields.object(spec, "template"), "metadata"), "labels");
        for (String prefix : new String[] {"", "batch.kubernetes.io/"}) {
            labels.put(prefix + "controller-uid", uid);
            labels.put(prefix + "job-name", name);
        }
        ObjectNode selector = Fields.object(spec, "selector");
        Fields.object(selector, "matchLabels").put("batch.kubernetes.io/controller-uid", uid);
    }

    /** How much of what its containers may use a pod is promised. */
    private static final class QualityOfService {
        private QualityOfService() {}

        static String of(JsonNode spec) {
            boolean any = false;
            boolean all = true;
            for (String list : new String[] {"containers", "initContainers"}) {
                for (JsonNode container : spec.path(list)) {
                    JsonNode resources = container.path("resources");
                    for (String resource : new String[] {"cpu", "memory"}) {
                        JsonNode request = resources.path("requests").path(resource);
                        JsonNode limit = resources.path("limits").path(resource);
                        any |= !request.isMissingNode() || !limit.isMissingNode();
                        all &= !limit.isMissingNode() && request.equals(limit);
                    }
                }
            }
            return any ? all ? "Guaranteed" : "Burstable" : "BestEffort";
        }
    }
}
