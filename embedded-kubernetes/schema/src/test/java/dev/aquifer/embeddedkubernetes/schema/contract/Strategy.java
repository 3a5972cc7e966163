package dev.aquifer.embeddedkubernetes.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.BuiltinKinds;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server itself writes into objects before it stores them, as far as the recorded answers
 * show it.
 */
final class Strategy {
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

    private Strategy() {}

    static ObjectNode prepare(ObjectNode object, @Nullable ObjectNode old, Schema schema) {
        boolean custom = BuiltinKinds.schema(schema.kind()).isEmpty();
        if (custom || COUNTED.contains(schema.kind().kind())) {
            count(object, old);
        }
        if (old == null && custom) {
            object.remove("status");
        } else if (old == null) {
            create(object, schema.kind());
        }
        return object;
    }

    private static void count(ObjectNode object, @Nullable ObjectNode old) {
        long before = old == null ? 0 : old.path("metadata").path("generation").asLong();
        boolean changed = old == null || !FieldValues.same(wants(object), wants(old));
        object(object, "metadata").put("generation", changed ? before + 1 : before);
    }

    private static ObjectNode wants(ObjectNode object) {
        return object.deepCopy().without(Set.of("metadata", "status", "apiVersion", "kind"));
    }

    private static ObjectNode object(ObjectNode object, String name) {
        return object.get(name) instanceof ObjectNode own ? own : object.putObject(name);
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
                object(object, "spec").putArray("finalizers").add("kubernetes");
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
        ObjectNode spec = object(job, "spec");
        if (spec.path("manualSelector").asBoolean()) {
            return;
        }
        JsonNode before = spec.path("template").path("metadata").path("labels").deepCopy();
        String uid = job.path("metadata").path("uid").asText("");
        String name = job.path("metadata").path("name").asText("");
        ObjectNode labels = object(object(object(spec, "template"), "metadata"), "labels");
        for (String prefix : new String[] {"", "batch.kubernetes.io/"}) {
            labels.put(prefix + "controller-uid", uid);
            labels.put(prefix + "job-name", name);
        }
        if (FieldValues.same(
                before, job.path("metadata").path("labels"))) { // they were the same map
            object(job, "metadata").set("labels", labels.deepCopy());
        }
        ObjectNode selector = object(spec, "selector");
        object(selector, "matchLabels").put("batch.kubernetes.io/controller-uid", uid);
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
