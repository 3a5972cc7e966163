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
            object.properties().stream()
                    .filter(
                            f ->
                                    f.getValue().isNumber()
                                            && schema != null
                                            && isQuantity(schema.child(f.getKey())))
                    .forEach(f -> f.setValue(Fields.quoted(FieldValues.show(f.getValue()))));
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

    private static boolean isQuantity(@Nullable SchemaNode schema) {
        return schema != null && schema.definitionName().endsWith(".resource.Quantity");
    }

    /**
     * Adds what a struct always has, also when nothing was said: the schema tells it as a default.
     */
    private static void addStructs(ObjectNode object, SchemaNode schema) {
        for (String name : schema.propertyNames()) {
            JsonNode standIn = schema.source().path("properties").path(name).path("default");
            if (!object.has(name) && standIn.isValueNode() && !standIn.isMissingNode()) {
                object.set(name, standIn);
            } else if (!object.has(name)
                    && standIn.isObject()
                    && standIn.isEmpty()
                    && !name.equals("metadata")) {
                object.set(name, standIn.deepCopy());
            }
        }
    }

    /**
     * An object of nothing but what its structs always have: metadata too, and no items where a
     * list is required.
     */
    static void fillEmpty(ObjectNode object, SchemaNode schema) {
        addStructs(object, schema);
        for (String name : schema.propertyNames()) {
            SchemaNode child = schema.property(name);
            if (child != null
                    && child.type() == SchemaNode.Type.ARRAY
                    && schema.texts("required").contains(name)) {
                object.putNull(name);
            } else if (name.equals("metadata") && !schema.isRoot()) {
                object.putObject(name);
            } else if (child != null && object.get(name) instanceof ObjectNode own) {
                fillEmpty(own, child);
            }
        }
    }
}
