package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a built-in object by being read into structs and written again: nulls go, structs
 * that are always written come.
 */
final class BuiltinForm {
    private BuiltinForm() {}

    static void normalize(JsonNode value, @Nullable SchemaNode schema) {
        if (value instanceof ObjectNode object) {
            List<String> gone = new ArrayList<>();
            object.properties()
                    .forEach(
                            field -> {
                                if (field.getValue().isNull()) {
                                    gone.add(field.getKey());
                                }
                            });
            object.remove(gone);
            if (schema != null) {
                addStructs(object, schema);
            }
            object.properties()
                    .forEach(
                            f ->
                                    normalize(
                                            f.getValue(),
                                            schema == null ? null : schema.child(f.getKey())));
        } else if (value instanceof ArrayNode array) {
            array.forEach(item -> normalize(item, schema == null ? null : schema.items()));
        }
    }

    private static void addStructs(ObjectNode object, SchemaNode schema) {
        for (String name : schema.propertyNames()) {
            JsonNode standIn = schema.source().path("properties").path(name).path("default");
            if (!object.has(name)
                    && standIn.isObject()
                    && standIn.isEmpty()
                    && !name.equals("metadata")) {
                object.set(name, standIn.deepCopy());
            }
        }
    }
}
