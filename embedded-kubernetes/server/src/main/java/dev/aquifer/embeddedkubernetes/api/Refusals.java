package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import java.util.List;
import java.util.Map;

/** Refusals that need more than a line to make. */
final class Refusals {
    private Refusals() {}

    static Refusal revisionMissing(ServedResource resource, String name) {
        return Refusal.invalid(
                resource.name().toString(),
                resource.kind().group(),
                resource.type().plural(),
                name,
                List.of(
                        new FieldError(
                                "metadata.resourceVersion",
                                FieldError.Type.INVALID,
                                IntNode.valueOf(0),
                                "must be specified for an update")));
    }

    /** A real server names no object here either. */
    static Refusal patch(ObjectNode patched, String why) {
        return Refusal.invalid(
                "",
                "",
                "",
                "",
                List.of(
                        new FieldError(
                                "patch",
                                FieldError.Type.INVALID,
                                TextNode.valueOf(patched.toString()),
                                why)));
    }

    /** The fields of every object in the order of their names. */
    static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = object.objectNode();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> sorted.set(field.getKey(), sortedValue(field.getValue())));
        return sorted;
    }

    private static JsonNode sortedValue(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return sorted(object);
        }
        if (!value.isArray()) {
            return value;
        }
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        value.forEach(item -> items.add(sortedValue(item)));
        return items;
    }

    static Refusal namespaceMissing(String name) {
        return Refusal.notFound("namespaces", name);
    }

    static Refusal nameMissing(ServedResource resource) {
        return Refusal.invalid(
                resource,
                "",
                List.of(
                        new FieldError(
                                "metadata.name",
                                FieldError.Type.REQUIRED,
                                null,
                                "name or generateName is required")));
    }

    static Refusal newFinalizers(ServedResource resource, String name, List<String> added) {
        return Refusal.invalid(
                resource,
                name,
                List.of(
                        new FieldError(
                                "metadata.finalizers",
                                FieldError.Type.FORBIDDEN,
                                null,
                                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\"%s\"}"
                                        .formatted(String.join("\", \"", added)))));
    }
}
