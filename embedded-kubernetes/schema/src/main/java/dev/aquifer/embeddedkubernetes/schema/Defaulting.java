package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Structural defaulting: fills in what a schema says of missing fields, and takes out nulls that
 * mean nothing. Works in place.
 */
final class Defaulting {
    private Defaulting() {}

    /**
     * For custom resources: nulls that neither may stand nor have a default go, then defaults come,
     * also inside of defaults.
     */
    static void apply(ObjectNode object, SchemaNode schema) {
        dropNulls(object, schema);
        fill(object, schema);
    }

    static void fill(JsonNode value, @Nullable SchemaNode schema) {
        if (schema == null) {
            return;
        }
        if (value instanceof ObjectNode object) {
            fillObject(object, schema);
        } else if (value instanceof ArrayNode array) {
            SchemaNode items = schema.items();
            for (int i = 0; i < array.size(); i++) {
                JsonNode standIn = items == null ? null : replacement(array.get(i), items);
                if (standIn != null) {
                    array.set(i, standIn);
                }
                fill(array.get(i), items);
            }
        }
    }

    private static void fillObject(ObjectNode object, SchemaNode schema) {
        for (String name : schema.propertyNames()) {
            SchemaNode property = schema.property(name);
            if (property == null || property.defaultValue() == null) {
                continue;
            }
            JsonNode standIn = replacement(object.get(name), property);
            if (standIn != null) {
                object.set(name, standIn);
            }
        }
        for (var field : object.properties()) {
            SchemaNode child = schema.child(field.getKey());
            JsonNode standIn = child == null ? null : replacement(field.getValue(), child);
            if (standIn != null) {
                field.setValue(standIn);
            }
            fill(field.getValue(), child);
        }
    }

    /**
     * The default for a value that is missing or a null that may not stand; null when the value
     * stays.
     */
    private static @Nullable JsonNode replacement(@Nullable JsonNode value, SchemaNode schema) {
        JsonNode standIn = schema.defaultValue();
        boolean empty = value == null || (value.isNull() && !schema.nullable());
        return empty && standIn != null ? standIn.deepCopy() : null;
    }

    private static void dropNulls(JsonNode value, @Nullable SchemaNode schema) {
        if (value instanceof ObjectNode object) {
            List<String> gone = new ArrayList<>();
            object.properties()
                    .forEach(
                            field -> {
                                SchemaNode child =
                                        schema == null ? null : schema.child(field.getKey());
                                if (meansNothing(field.getValue(), child)) {
                                    gone.add(field.getKey());
                                } else {
                                    dropNulls(field.getValue(), child);
                                }
                            });
            object.remove(gone);
        } else if (value instanceof ArrayNode array) {
            SchemaNode items = schema == null ? null : schema.items();
            array.forEach(item -> dropNulls(item, items));
        }
    }

    private static boolean meansNothing(JsonNode value, @Nullable SchemaNode schema) {
        return value.isNull()
                && schema != null
                && !schema.nullable()
                && schema.defaultValue() == null;
    }
}
