package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which value of an old object stood where a value of the new one stands; only items of lists of
 * type map can be told apart.
 */
final class Correlation {
    private Correlation() {}

    static @Nullable JsonNode field(@Nullable JsonNode old, String name) {
        return old instanceof ObjectNode object ? object.get(name) : null;
    }

    static @Nullable JsonNode item(@Nullable JsonNode old, JsonNode item, SchemaNode list) {
        if (!(old instanceof ArrayNode array) || list.listType() != SchemaNode.ListType.MAP) {
            return null;
        }
        List<String> keys = list.listMapKeys();
        for (JsonNode candidate : array) {
            if (keys.stream().allMatch(k -> FieldValues.same(candidate.path(k), item.path(k)))) {
                return candidate;
            }
        }
        return null;
    }
}
