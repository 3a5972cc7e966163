package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rules of custom resource definitions: names, versions, structural schemas and CEL rules that
 * compile.
 */
final class DefinitionRules {
    private final Findings found;

    private DefinitionRules(Findings found) {
        this.found = found;
    }

    static void check(ObjectNode definition, @Nullable ObjectNode old, Findings found) {
        if (old != null) {
            JsonNode before = old.path("spec");
            for (String field : List.of("group", "scope")) {
                found.immutable(definition.path("spec"), before, field, "spec");
            }
            if (!found.errors().isEmpty()) {
                return;
            }
        }
        new DefinitionRules(found).check(definition);
    }

    private void check(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        JsonNode names = spec.path("names");
        String wanted = names.path("plural").asText("") + "." + spec.path("group").asText("");
        if (!definition.path("metadata").path("name").asText("").equals(wanted)) {
            found.invalid(
                    "metadata.name",
                    definition.path("metadata").path("name"),
                    "must be spec.names.plural+\".\"+spec.group");
        }
        if (spec.path("group").asText("").isEmpty()) {
            found.required("spec.group", "");
        }
        if (spec.path("scope").asText("").isEmpty()) {
            found.required("spec.scope", "");
        }
        found.oneOf("spec.scope", spec.path("scope"), List.of("Cluster", "Namespaced"));
        for (String name : List.of("plural", "singular", "kind", "listKind")) {
            if (names.path(name).asText("").isEmpty()) {
                found.required("spec.names." + name, "");
            }
        }
        checkVersions(spec.path("versions"));
    }

    private void checkVersions(JsonNode versions) {
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = versions.get(i);
            stored += version.path("storage").asBoolean() ? 1 : 0;
            String path = "spec.versions[" + i + "].schema.openAPIV3Schema";
            if (versions.size() == 1) {
                path = "spec.validation.openAPIV3Schema";
            }
            if (version.path("schema").get("openAPIV3Schema") instanceof ObjectNode schema) {
                if (!schema.path("type").asText("").equals("object")) {
                    found.invalid(
                            path + ".type", schema.path("type"), "must be object at the root");
                }
                checkSchema(schema, path, true);
            } else {
                found.required(
                        "spec.versions[" + i + "].schema.openAPIV3Schema", "schemas are required");
            }
        }
        if (stored != 1) {
            found.invalid(
                    "spec.versions",
                    versions,
                    "must have exactly one version marked as storage version");
        }
    }

    private void checkSchema(JsonNode schema, String path, boolean root) {
        boolean typed =
                schema.has("type")
                        || schema.path("x-kubernetes-int-or-string").asBoolean()
                        || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (!typed && !root) {
            found.required(
                    path + ".type",
                    "must not be empty for specified "
                            + (path.endsWith(".items") ? "array items" : "object fields"));
        }
        checkRules(schema.path("x-kubernetes-validations"), path + ".x-kubernetes-validations");
        for (var property : schema.path("properties").properties()) {
            checkSchema(
                    property.getValue(), path + ".properties[" + property.getKey() + "]", false);
        }
        if (schema.path("items").isObject()) {
            checkSchema(schema.path("items"), path + ".items", false);
        }
        if (schema.path("additionalProperties").isObject()) {
            checkSchema(schema.path("additionalProperties"), path + ".additionalProperties", false);
        }
    }

    private void checkRules(JsonNode rules, String path) {
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            boolean optional = rule.path("optionalOldSelf").asBoolean();
            for (String field : List.of("rule", "messageExpression")) {
                String text = rule.path(field).asText("").strip();
                String problem = text.isEmpty() ? "" : CelEngine.compile(text, optional).problem();
                if (!problem.isEmpty()) {
                    String what =
                            field.equals("rule")
                                    ? "compilation failed: "
                                    : field.toLowerCase(Locale.ROOT) + " compilation failed: ";
                    found.invalid(path + "[" + i + "]." + field, rule.path(field), what + problem);
                }
            }
        }
    }
}
