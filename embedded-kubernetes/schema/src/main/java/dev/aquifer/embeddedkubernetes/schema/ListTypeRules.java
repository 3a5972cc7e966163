package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items of sets, and keys of lists of type map, must be unique. */
final class ListTypeRules {
    private final List<FieldError> errors = new ArrayList<>();

    static List<FieldError> check(JsonNode value, SchemaNode schema) {
        ListTypeRules rules = new ListTypeRules();
        rules.visit(value, schema, "");
        return rules.errors;
    }

    private void visit(JsonNode value, @Nullable SchemaNode schema, String path) {
        if (schema == null) {
            return;
        }
        if (value instanceof ObjectNode object) {
            for (var field : object.properties()) {
                boolean declared = schema.declaredProperty(field.getKey()) != null;
                String below =
                        declared
                                ? (path.isEmpty() ? "" : path + ".") + field.getKey()
                                : path + "[" + field.getKey() + "]";
                visit(
                        field.getValue(),
                        declared ? schema.declaredProperty(field.getKey()) : schema.values(),
                        below);
            }
        } else if (value instanceof ArrayNode array) {
            checkUnique(array, schema, path);
            for (int i = 0; i < array.size(); i++) {
                visit(array.get(i), schema.items(), path + "[" + i + "]");
            }
        }
    }

    private void checkUnique(ArrayNode array, SchemaNode schema, String path) {
        if (schema.listType() == SchemaNode.ListType.ATOMIC) {
            return;
        }
        boolean set = schema.listType() == SchemaNode.ListType.SET;
        Map<JsonNode, Integer> seen = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode item = array.get(i);
            if (!set && !item.isObject() && !item.isNull()) {
                errors.add(
                        new FieldError(
                                path + "[" + i + "]",
                                FieldError.Type.INVALID,
                                item,
                                "must be an object for an array of list-type map"));
                return;
            }
            JsonNode identity = set ? item : key(item, schema.listMapKeys());
            if (seen.merge(identity, 1, Integer::sum) == 2) {
                errors.add(
                        new FieldError(
                                path + "[" + i + "]", FieldError.Type.DUPLICATE, identity, ""));
            }
        }
    }

    private static ObjectNode key(JsonNode item, List<String> names) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        names.stream().sorted().filter(item::has).forEach(n -> key.set(n, item.get(n)));
        return key;
    }
}
