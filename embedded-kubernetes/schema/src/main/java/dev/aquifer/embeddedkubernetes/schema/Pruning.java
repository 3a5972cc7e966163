package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes fields out of an object that its schema does not know, and says which. */
final class Pruning {
    private final List<String> unknown = new ArrayList<>();

    /** Prunes in place; the paths of what was taken out, in the order of the object. */
    static List<String> prune(ObjectNode object, SchemaNode schema) {
        Pruning pruning = new Pruning();
        pruning.visit(object, schema, "", false);
        return pruning.unknown;
    }

    private void visit(JsonNode value, @Nullable SchemaNode schema, String path, boolean keep) {
        if (value instanceof ObjectNode object) {
            visitObject(object, schema, path, keep);
        } else if (value instanceof ArrayNode array) {
            SchemaNode items = schema == null ? null : schema.items();
            boolean keepsItems = keep || (schema != null && schema.preservesUnknown());
            for (int i = 0; i < array.size(); i++) {
                visit(array.get(i), items, path + "[" + i + "]", keepsItems);
            }
        }
    }

    private void visitObject(
            ObjectNode object, @Nullable SchemaNode schema, String path, boolean keep) {
        boolean keepsOwn = schema == null ? keep : keep || schema.preservesUnknown();
        List<String> gone = new ArrayList<>();
        object.properties()
                .forEach(
                        field -> {
                            String below =
                                    path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                            SchemaNode child = schema == null ? null : schema.child(field.getKey());
                            if (child != null) {
                                visit(field.getValue(), child, below, false);
                            } else if (!keepsOwn) {
                                unknown.add(below);
                                gone.add(field.getKey());
                            }
                        });
        object.remove(gone);
    }
}
