package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own merge patch: lists merge by the key their schema names, and directives in the
 * patch say what a merge cannot ({@code $patch}, {@code $retainKeys}, {@code
 * $deleteFromPrimitiveList/…}, {@code $setElementOrder/…}). Changes its arguments.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    ObjectNode merge(ObjectNode original, ObjectNode patch, @Nullable SchemaNode schema)
            throws PatchException {
        JsonNode directive = patch.get(DIRECTIVE);
        if (directive != null) {
            return byDirective(directive, patch);
        }
        retainKeys(original, patch);
        mergeOrdered(original, patch, schema);
        for (String key : names(patch)) {
            JsonNode change = patch.get(key);
            boolean deletes = key.startsWith(DELETE_ITEMS);
            String name = deletes ? key.substring(DELETE_ITEMS.length()) : key;
            if (change.isNull()) {
                original.remove(name);
            } else {
                mergeField(
                        original,
                        name,
                        change,
                        deletes,
                        schema == null ? null : schema.child(name));
            }
        }
        return original;
    }

    private static ObjectNode byDirective(JsonNode directive, ObjectNode patch)
            throws PatchException {
        return switch (directive.asText()) {
            case "replace" -> patch.without(DIRECTIVE);
            case "delete" -> patch.objectNode();
            default -> throw unknownDirective(directive, patch);
        };
    }

    private static PatchException unknownDirective(JsonNode directive, JsonNode patch) {
        return PatchException.internal(
                "unknown patch type: " + directive.asText() + " in map: " + patch);
    }

    private void mergeField(
            ObjectNode original,
            String name,
            JsonNode change,
            boolean deletes,
            @Nullable SchemaNode schema)
            throws PatchException {
        JsonNode present = original.get(name);
        Set<String> strategies = schema == null ? Set.of() : schema.patchStrategies();
        if (present instanceof ObjectNode own && change instanceof ObjectNode nested) {
            original.set(
                    name, strategies.contains("replace") ? nested : merge(own, nested, schema));
        } else if (present instanceof ArrayNode own && change instanceof ArrayNode list) {
            original.set(
                    name,
                    deletes || strategies.contains("merge")
                            ? mergeList(own, list, schema, deletes)
                            : list);
        } else if (!deletes) {
            takeOver(original, name, change);
        }
    }

    /**
     * A value without a counterpart: what was meant as a directive or a deletion in it does not
     * stay.
     */
    private static void takeOver(ObjectNode original, String name, JsonNode change) {
        if (change instanceof ObjectNode object && object.has(DIRECTIVE)) {
            original.remove(name);
        } else {
            dropDirectives(change);
            original.set(name, change);
        }
    }

    private static void dropDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.remove(
                    names(object).stream()
                            .filter(
                                    n ->
                                            object.get(n).isNull()
                                                    || object.get(n).has(DIRECTIVE)
                                                    || isMarker(n))
                            .toList());
            object.forEach(StrategicMerge::dropDirectives);
        } else if (value instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (array.get(i).has(DIRECTIVE)) {
                    array.remove(i);
                } else {
                    dropDirectives(array.get(i));
                }
            }
        }
    }

    private static boolean isMarker(String name) {
        return name.equals(RETAIN) || name.startsWith(DELETE_ITEMS) || name.startsWith(ORDER);
    }

    private static void retainKeys(ObjectNode original, ObjectNode patch) throws PatchException {
        JsonNode retained = patch.remove(RETAIN);
        if (retained == null) {
            return;
        }
        List<String> keys = Patches.items(retained).stream().map(JsonNode::asText).toList();
        for (String name : names(patch)) {
            if (!patch.get(name).isNull() && !isMarker(name) && !keys.contains(name)) {
                throw PatchException.malformed("invalid patch format of retainKeys");
            }
        }
        original.retain(keys);
    }

    private void mergeOrdered(ObjectNode original, ObjectNode patch, @Nullable SchemaNode schema)
            throws PatchException {
        for (String key : names(patch)) {
            if (!key.startsWith(ORDER)) {
                continue;
            }
            JsonNode order = patch.remove(key);
            String name = key.substring(ORDER.length());
            SchemaNode listSchema = schema == null ? null : schema.child(name);
            String mergeKey = listSchema == null ? "" : listSchema.patchMergeKey();
            JsonNode change = patch.remove(name);
            checkOrder(change, order, mergeKey);
            List<JsonNode> before = Patches.items(original.path(name));
            if (change != null) {
                mergeField(original, name, change, false, listSchema);
            }
            if (original.get(name) instanceof ArrayNode merged) {
                original.set(
                        name, ItemOrder.inOrder(merged, Patches.items(order), before, mergeKey));
            }
        }
    }

    private static void checkOrder(@Nullable JsonNode change, JsonNode order, String mergeKey)
            throws PatchException {
        int at = 0;
        List<JsonNode> ordered = Patches.items(order);
        if (change == null || ordered.isEmpty()) {
            return;
        }
        for (JsonNode item : change) {
            if (item.has(DIRECTIVE)) {
                continue;
            }
            while (at < ordered.size() && !ItemOrder.sameItem(item, ordered.get(at), mergeKey)) {
                at++;
            }
            if (at++ >= ordered.size()) {
                throw PatchException.internal(
                        "The order in patch list:\n"
                                + change
                                + "\n doesn't match $setElementOrder list:\n"
                                + order
                                + "\n");
            }
        }
    }

    private ArrayNode mergeList(
            ArrayNode original, ArrayNode patch, @Nullable SchemaNode schema, boolean deletes)
            throws PatchException {
        List<JsonNode> before = Patches.items(original);
        String mergeKey = schema == null ? "" : schema.patchMergeKey();
        ArrayNode merged = original.arrayNode();
        boolean objects = (original.isEmpty() ? patch : original).path(0).isObject();
        if (!objects) {
            List<JsonNode> gone = deletes ? Patches.items(patch) : List.of();
            before.stream()
                    .filter(item -> ItemOrder.position(gone, item, "") < 0)
                    .forEach(merged::add);
            if (deletes) {
                return merged;
            }
            for (JsonNode item : patch) {
                if (ItemOrder.position(Patches.items(merged), item, "") < 0) {
                    merged.add(item);
                }
            }
            return ItemOrder.inOrder(merged, Patches.items(patch), before, "");
        }
        ArrayNode plain = withoutSpecial(before, patch, mergeKey, merged);
        mergeObjects(merged, plain, mergeKey, schema);
        return ItemOrder.inOrder(merged, Patches.items(plain), before, mergeKey);
    }

    /**
     * Puts what remains of the original into {@code merged}; returns the patch without its
     * directives.
     */
    private static ArrayNode withoutSpecial(
            List<JsonNode> original, ArrayNode patch, String mergeKey, ArrayNode merged)
            throws PatchException {
        ArrayNode plain = patch.arrayNode();
        List<JsonNode> kept = new ArrayList<>(original);
        boolean replace = false;
        for (JsonNode item : patch) {
            String directive = item.path(DIRECTIVE).asText("");
            switch (directive) {
                case "" -> plain.add(item);
                case "delete" -> {
                    requireKey(item, mergeKey);
                    kept.removeIf(own -> ItemOrder.sameItem(own, item, mergeKey));
                }
                case "replace" -> replace = true;
                default -> throw unknownDirective(item.path(DIRECTIVE), item);
            }
        }
        if (!replace) {
            merged.addAll(kept);
        }
        return plain;
    }

    private void mergeObjects(
            ArrayNode merged, ArrayNode patch, String mergeKey, @Nullable SchemaNode schema)
            throws PatchException {
        for (JsonNode item : patch) {
            requireKey(item, mergeKey);
            int at = ItemOrder.position(Patches.items(merged), item, mergeKey);
            if (at < 0) {
                dropDirectives(item);
                merged.add(item);
            } else {
                merged.set(
                        at,
                        merge(
                                (ObjectNode) merged.get(at),
                                ((ObjectNode) item).deepCopy(),
                                schema == null ? null : schema.items()));
            }
        }
    }

    private static void requireKey(JsonNode item, String mergeKey) throws PatchException {
        if (!item.has(mergeKey)) {
            throw PatchException.internal(
                    "map: " + item + " does not contain declared merge key: " + mergeKey);
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
