package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/**
 * The defaults that a real server computes in code for the built-in kinds that the sandbox uses.
 */
final class BuiltinDefaults {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private BuiltinDefaults() {}

    static void apply(ObjectNode object, GroupVersionKind kind) {
        ObjectNode spec = object.get("spec") instanceof ObjectNode own ? own : object.objectNode();
        switch (kind.kind()) {
            case "Pod" -> PodDefaults.pod(object);
            case "Deployment" -> WorkloadDefaults.deployment(spec);
            case "ReplicaSet" -> WorkloadDefaults.replicaSet(spec);
            case "StatefulSet" -> WorkloadDefaults.statefulSet(spec);
            case "DaemonSet" -> WorkloadDefaults.daemonSet(spec);
            case "Job" -> WorkloadDefaults.job(object, spec);
            case "CronJob" -> WorkloadDefaults.cronJob(spec);
            case "Service" -> service(spec);
            case "Secret" -> Fields.text(object, "type", "Opaque");
            case "Namespace" -> namespace(object);
            case "Node" -> node(object);
            case "PersistentVolume" -> persistentVolume(object, spec);
            case "PersistentVolumeClaim" -> persistentVolumeClaim(object, spec);
            case "StorageClass" -> {
                Fields.text(object, "reclaimPolicy", "Delete");
                Fields.text(object, "volumeBindingMode", "Immediate");
            }
            case "EndpointSlice" -> endpointSlice(object);
            case "Endpoints" ->
                    Fields.items(object.path("subsets"))
                            .forEach(
                                    s ->
                                            Fields.items(s.path("ports"))
                                                    .forEach(
                                                            p ->
                                                                    Fields.text(
                                                                            p, "protocol", "TCP")));
            case "RoleBinding", "ClusterRoleBinding" -> binding(object);
            case "CustomResourceDefinition" -> definition(object, spec);
            default -> {}
        }
    }

    private static void service(ObjectNode spec) {
        Fields.text(spec, "sessionAffinity", "None");
        if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
            Fields.number(
                    Fields.object(Fields.object(spec, "sessionAffinityConfig"), "clientIP"),
                    "timeoutSeconds",
                    10800);
        }
        Fields.text(spec, "type", "ClusterIP");
        for (ObjectNode port : Fields.items(spec.path("ports"))) {
            Fields.text(port, "protocol", "TCP");
            String target = port.path("targetPort").asText("");
            if (target.isEmpty() || target.equals("0")) {
                port.set("targetPort", port.path("port"));
            }
        }
        String type = spec.path("type").asText();
        if (Set.of("NodePort", "LoadBalancer").contains(type)) {
            Fields.text(spec, "externalTrafficPolicy", "Cluster");
        }
        if (!type.equals("ExternalName")) {
            Fields.text(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            Fields.flag(spec, "allocateLoadBalancerNodePorts", true);
        }
    }

    private static void namespace(ObjectNode object) {
        String name = object.path("metadata").path("name").asText("");
        if (!name.isEmpty()) {
            Fields.object(Fields.object(object, "metadata"), "labels")
                    .put("kubernetes.io/metadata.name", name);
        }
        Fields.text(Fields.object(object, "status"), "phase", "Active");
    }

    private static void node(ObjectNode object) {
        ObjectNode status = Fields.object(object, "status");
        if (!status.has("allocatable") && status.has("capacity")) {
            status.set("allocatable", status.get("capacity").deepCopy());
        }
    }

    private static void persistentVolume(ObjectNode object, ObjectNode spec) {
        Fields.text(Fields.object(object, "status"), "phase", "Pending");
        Fields.text(spec, "persistentVolumeReclaimPolicy", "Retain");
        Fields.text(spec, "volumeMode", "Filesystem");
        if (spec.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
            path.put("type", "");
        }
    }

    private static void persistentVolumeClaim(ObjectNode object, ObjectNode spec) {
        Fields.text(Fields.object(object, "status"), "phase", "Pending");
        Fields.text(spec, "volumeMode", "Filesystem");
    }

    private static void endpointSlice(ObjectNode object) {
        for (ObjectNode port : Fields.items(object.path("ports"))) {
            if (!port.has("name")) {
                port.put("name", "");
            }
            Fields.text(port, "protocol", "TCP");
        }
    }

    private static void binding(ObjectNode object) {
        Fields.text(Fields.object(object, "roleRef"), "apiGroup", RBAC);
        for (ObjectNode subject : Fields.items(object.path("subjects"))) {
            if (Set.of("User", "Group").contains(subject.path("kind").asText())) {
                Fields.text(subject, "apiGroup", RBAC);
            }
        }
    }

    private static void definition(ObjectNode object, ObjectNode spec) {
        ObjectNode names = Fields.object(spec, "names");
        String kind = names.path("kind").asText("");
        Fields.text(names, "singular", kind.toLowerCase(Locale.ROOT));
        if (!kind.isEmpty()) {
            Fields.text(names, "listKind", kind + "List");
        }
        if (!spec.has("conversion")) {
            spec.putObject("conversion").put("strategy", "None");
        }
        ObjectNode status = Fields.object(object, "status");
        if (status.path("storedVersions").isEmpty()) {
            Fields.items(spec.path("versions")).stream()
                    .filter(v -> v.path("storage").asBoolean())
                    .findFirst()
                    .ifPresent(v -> status.putArray("storedVersions").add(v.path("name").asText()));
        }
    }
}
