package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole objects inside of an object say what they are. */
final class EmbeddedObjectRules {
    private final List<FieldError> errors = new ArrayList<>();

    static List<FieldError> check(JsonNode value, SchemaNode schema) {
        EmbeddedObjectRules rules = new EmbeddedObjectRules();
        rules.visit(value, schema, "");
        return rules.errors;
    }

    private void visit(JsonNode value, @Nullable SchemaNode schema, String path) {
        if (schema == null) {
            return;
        }
        if (value instanceof ObjectNode object) {
            if (schema.embedsObject() && !schema.isRoot()) {
                checkObject(object, path);
            }
            for (var field : object.properties()) {
                if (!schema.embedsObject() || !field.getKey().equals("metadata")) {
                    String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                    visit(field.getValue(), schema.child(field.getKey()), below);
                }
            }
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                visit(array.get(i), schema.items(), path + "[" + i + "]");
            }
        }
    }

    private void checkObject(ObjectNode object, String path) {
        for (String field : List.of("apiVersion", "kind")) {
            if (object.path(field).asText("").isEmpty()) {
                errors.add(new FieldError(path + "." + field, FieldError.Type.REQUIRED, null, ""));
            }
        }
        errors.addAll(ObjectMetaRules.checkEmbedded(object.path("metadata"), path + ".metadata"));
    }
}
