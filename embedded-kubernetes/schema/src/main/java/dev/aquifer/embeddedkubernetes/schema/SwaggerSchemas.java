package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Says a schema in the words of OpenAPI 2.0, which knows less: what it cannot say is left out, so
 * that clients refuse nothing a server would take.
 */
final class SwaggerSchemas {
    private static final List<String> UNKNOWN =
            List.of("anyOf", "oneOf", "not", "nullable", "default");

    private SwaggerSchemas() {}

    static JsonNode convert(JsonNode schema) {
        if (!(schema instanceof ObjectNode source)) {
            return schema;
        }
        JsonNode single = source.path("allOf").path(0).path("$ref");
        ObjectNode converted = JsonNodeFactory.instance.objectNode();
        if (single.isTextual() || source.path("$ref").isTextual()) {
            JsonNode reference = single.isTextual() ? single : source.path("$ref");
            if (source.has("description")) {
                converted.set("description", source.get("description"));
            }
            source.properties().stream()
                    .filter(e -> e.getKey().startsWith("x-"))
                    .forEach(e -> converted.set(e.getKey(), e.getValue()));
            return converted.put("$ref", "#/definitions/" + Definitions.nameOf(reference));
        }
        for (var field : source.properties()) {
            if (!UNKNOWN.contains(field.getKey()) && !field.getKey().equals("allOf")) {
                converted.set(field.getKey(), part(field.getKey(), field.getValue()));
            }
        }
        return loosened(source, converted);
    }

    private static JsonNode part(String name, JsonNode value) {
        return switch (name) {
            case "items", "additionalProperties" -> convert(value);
            case "properties" -> {
                ObjectNode properties = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(p -> properties.set(p.getKey(), convert(p.getValue())));
                yield properties;
            }
            default -> value;
        };
    }

    private static ObjectNode loosened(ObjectNode source, ObjectNode converted) {
        if (source.path("nullable").asBoolean()
                || source.path("x-kubernetes-int-or-string").asBoolean()) {
            converted.remove(List.of("type", "items", "properties", "additionalProperties"));
        }
        if (source.path("format").asText("").equals("int-or-string")) {
            converted.put("type", "string");
        }
        if (source.path("oneOf") instanceof ArrayNode alternatives
                && !converted.has("type")
                && alternatives.path(0).has("type")
                && !source.path("x-kubernetes-int-or-string").asBoolean()) {
            converted.put("type", "string");
        }
        return converted;
    }
}
