package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a real server has in code for the built-in kinds that the sandbox uses: those that
 * people run into.
 */
final class BuiltinRules {
    private static final int MAX_DATA = 1024 * 1024;
    private static final String KEY_WORDS =
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private final Findings found = new Findings();

    private BuiltinRules() {}

    static ObjectMetaRules.NameRule nameRule(GroupVersionKind kind) {
        return switch (kind.kind()) {
            case "Namespace" -> ObjectMetaRules.NameRule.LABEL;
            case "Service" -> ObjectMetaRules.NameRule.RFC1035;
            case "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding" ->
                    ObjectMetaRules.NameRule.PATH_SEGMENT;
            default -> ObjectMetaRules.NameRule.SUBDOMAIN;
        };
    }

    static List<FieldError> check(
            ObjectNode object, @Nullable ObjectNode old, GroupVersionKind kind) {
        BuiltinRules rules = new BuiltinRules();
        JsonNode before = old == null ? object : old;
        switch (kind.kind()) {
            case "ConfigMap", "Secret" -> rules.data(object, old);
            case "Lease" -> rules.lease(object.path("spec"));
            case "Service" -> rules.service(object.path("spec"), before.path("spec"));
            case "StorageClass" -> rules.storageClass(object, before);
            case "RoleBinding", "ClusterRoleBinding" -> rules.binding(object, before);
            case "Pod" -> PodRules.checkPod(object, old, rules.found);
            case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" ->
                    WorkloadRules.check(object, old, kind.kind(), rules.found);
            case "Job" -> WorkloadRules.checkJob(object, old, rules.found);
            case "PersistentVolumeClaim" -> VolumeRules.checkClaim(object, old, rules.found);
            case "PersistentVolume" -> VolumeRules.checkVolume(object, old, rules.found);
            case "CustomResourceDefinition" -> DefinitionRules.check(object, old, rules.found);
            default -> {}
        }
        return rules.found.errors();
    }

    private void data(ObjectNode object, @Nullable ObjectNode old) {
        long size = 0;
        for (String field : List.of("data", "binaryData", "stringData")) {
            for (var entry : object.path(field).properties()) {
                size += entry.getValue().asText("").length();
                if (!entry.getKey().matches("[-._a-zA-Z0-9]+")) {
                    found.invalid(
                            field + "[" + entry.getKey() + "]",
                            Fields.quoted(entry.getKey()),
                            KEY_WORDS);
                }
            }
        }
        if (size > MAX_DATA) {
            found.tooLong("", MAX_DATA);
        }
        if (old == null) {
            return;
        }
        if (old.has("type")) {
            found.immutable(object, old, "type", "");
        }
        if (old.path("immutable").asBoolean()) {
            if (!object.path("immutable").asBoolean()) {
                found.forbidden("immutable", "field is immutable when `immutable` is set");
            }
            for (String field : List.of("data", "binaryData")) {
                if (!FieldValues.same(object.path(field), old.path(field))) {
                    found.forbidden(field, "field is immutable when `immutable` is set");
                }
            }
        }
    }

    private void lease(JsonNode spec) {
        if (spec.has("leaseDurationSeconds") && spec.path("leaseDurationSeconds").asLong() <= 0) {
            found.invalid(
                    "spec.leaseDurationSeconds",
                    spec.get("leaseDurationSeconds"),
                    "must be greater than 0");
        }
        found.notNegative(spec, "leaseTransitions", "spec");
    }

    private void service(JsonNode spec, JsonNode before) {
        found.oneOf(
                "spec.type",
                spec.path("type"),
                List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        boolean headless = spec.path("clusterIP").asText("").equals("None");
        if (spec.path("ports").isEmpty()
                && !headless
                && !spec.path("type").asText("").equals("ExternalName")) {
            found.required("spec.ports", "");
        }
        for (int i = 0; i < spec.path("ports").size(); i++) {
            JsonNode port = spec.path("ports").get(i);
            String path = "spec.ports[" + i + "]";
            if (spec.path("ports").size() > 1 && port.path("name").asText("").isEmpty()) {
                found.required(path + ".name", "");
            }
            portNumber(port.path("port"), path + ".port");
        }
        String address = before.path("clusterIP").asText("");
        if (!address.isEmpty()
                && !spec.path("type").asText("").equals("ExternalName")
                && !address.equals(spec.path("clusterIP").asText(""))) {
            found.invalid(
                    "spec.clusterIPs[0]",
                    JsonNodeFactory.instance.arrayNode().add(spec.path("clusterIP").asText("")),
                    "may not change once set");
        }
    }

    private void portNumber(JsonNode port, String path) {
        if (port.asInt() < 1 || port.asInt() > 65535) {
            found.invalid(path, port, "must be between 1 and 65535, inclusive");
        }
    }

    private void storageClass(ObjectNode object, JsonNode before) {
        if (object.path("provisioner").asText("").isEmpty()) {
            found.required("provisioner", "");
        }
        for (String field :
                List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
            found.immutable(object, before, field, "");
        }
    }

    private void binding(ObjectNode object, JsonNode before) {
        if (!FieldValues.same(object.path("roleRef"), before.path("roleRef"))) {
            // named as its struct names them
            JsonNode role = object.path("roleRef");
            JsonNode shown =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("APIGroup", role.path("apiGroup").asText(""))
                            .put("Kind", role.path("kind").asText(""))
                            .put("Name", role.path("name").asText(""));
            found.invalid("roleRef", shown, "cannot change roleRef");
        }
        found.oneOf(
                "roleRef.kind",
                object.path("roleRef").path("kind"),
                List.of("ClusterRole", "Role"));
        if (object.path("roleRef").path("name").asText("").isEmpty()) {
            found.required("roleRef.name", "");
        }
    }
}
