package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays an applied object over a live one, and takes items out of one. Nothing is removed by a
 * merge; lists keep the applied order where they can.
 */
final class ObjectMerge {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ObjectMerge() {}

    /** Both together; null only when both are. */
    static @Nullable JsonNode merge(
            @Nullable JsonNode live, @Nullable JsonNode applied, MergeType type)
            throws MergeType.Misfit {
        if (live == null || applied == null) {
            MergeType.Shape shape = type.shape(live == null ? applied : live);
            return walk(shape, live, applied, type);
        }
        return walk(type.shape(applied), live, applied, type);
    }

    private static @Nullable JsonNode walk(
            MergeType.Shape shape,
            @Nullable JsonNode live,
            @Nullable JsonNode applied,
            MergeType type)
            throws MergeType.Misfit {
        boolean leaf =
                switch (shape) {
                    case SCALAR -> true;
                    case LIST -> type.atomicList() || (!isFilled(live) && !isFilled(applied));
                    case MAP -> type.atomicMap() || (!isFilled(live) && !isFilled(applied));
                };
        if (leaf) {
            return applied != null ? applied : live;
        }
        return shape == MergeType.Shape.LIST
                ? mergeLists(arrayOrNull(live), arrayOrNull(applied), type)
                : mergeMaps(objectOrNull(live), objectOrNull(applied), type);
    }

    private static boolean isFilled(@Nullable JsonNode value) {
        return value != null && value.isContainerNode() && !value.isEmpty();
    }

    private static @Nullable ArrayNode arrayOrNull(@Nullable JsonNode value) {
        return value instanceof ArrayNode array ? array : null;
    }

    private static @Nullable ObjectNode objectOrNull(@Nullable JsonNode value) {
        return value instanceof ObjectNode object ? object : null;
    }

    private static JsonNode mergeMaps(
            @Nullable ObjectNode live, @Nullable ObjectNode applied, MergeType type)
            throws MergeType.Misfit {
        ObjectNode merged = NODES.objectNode();
        Set<String> names = new LinkedHashSet<>();
        if (live != null) {
            live.fieldNames().forEachRemaining(names::add);
        }
        if (applied != null) {
            applied.fieldNames().forEachRemaining(names::add);
        }
        for (String name : names) {
            MergeType child = type.child(name);
            JsonNode left = live == null ? null : live.get(name);
            JsonNode right = applied == null ? null : applied.get(name);
            JsonNode value =
                    child == null ? (right == null ? left : right) : merge(left, right, child);
            if (value != null) {
                merged.set(name, value);
            }
        }
        return merged;
    }

    private static JsonNode mergeLists(
            @Nullable ArrayNode live, @Nullable ArrayNode applied, MergeType type)
            throws MergeType.Misfit {
        return new ListMerge(
                        live == null ? NODES.arrayNode() : live,
                        applied == null ? NODES.arrayNode() : applied,
                        type)
                .merge();
    }

    /** Merges two lists by the names of their items. */
    private static final class ListMerge {
        private final ArrayNode live;
        private final MergeType type;
        private final List<PathElement> liveNames;
        private final List<PathElement> appliedNames;
        private final Map<PathElement, @Nullable JsonNode> liveItems = new HashMap<>();
        private final Map<PathElement, JsonNode> appliedItems = new HashMap<>();
        private final List<PathElement> sharedOrder = new ArrayList<>();
        private final Set<PathElement> done = new HashSet<>();
        private final ArrayNode out = NODES.arrayNode();

        ListMerge(ArrayNode live, ArrayNode applied, MergeType type) throws MergeType.Misfit {
            this.live = live;
            this.type = type;
            this.liveNames = FieldSets.names(live, type);
            this.appliedNames = FieldSets.names(applied, type);
            for (int i = 0; i < live.size(); i++) {
                boolean duplicate = liveItems.containsKey(liveNames.get(i));
                liveItems.put(liveNames.get(i), duplicate ? null : live.get(i));
            }
            for (int i = 0; i < applied.size(); i++) {
                appliedItems.put(appliedNames.get(i), applied.get(i));
            }
            appliedNames.stream().filter(liveItems::containsKey).forEach(sharedOrder::add);
        }

        ArrayNode merge() throws MergeType.Misfit {
            int left = 0;
            int right = 0;
            while (left < liveNames.size() || right < appliedNames.size()) {
                boolean both = left < liveNames.size() && right < appliedNames.size();
                if (both && liveNames.get(left).equals(appliedNames.get(right))) {
                    takeApplied(appliedNames.get(right));
                    sharedOrder.remove(appliedNames.get(right));
                    left++;
                    right++;
                } else if (both
                        && appliedItems.containsKey(liveNames.get(left))
                        && !sharedOrder.isEmpty()
                        && !sharedOrder.getFirst().equals(liveNames.get(left))) {
                    left++;
                } else if (left < liveNames.size()
                        && !appliedItems.containsKey(liveNames.get(left))) {
                    add(ObjectMerge.merge(live.get(left), null, type.items()));
                    left++;
                } else {
                    if (left < liveNames.size() && done.contains(liveNames.get(left))) {
                        left++;
                    }
                    if (right < appliedNames.size()) {
                        takeApplied(appliedNames.get(right));
                        sharedOrder.remove(appliedNames.get(right));
                        right++;
                    }
                }
            }
            return out;
        }

        private void takeApplied(PathElement name) throws MergeType.Misfit {
            done.add(name);
            add(ObjectMerge.merge(liveItems.get(name), appliedItems.get(name), type.items()));
        }

        private void add(@Nullable JsonNode item) {
            if (item != null) {
                out.add(item);
            }
        }
    }

    /** The object without these fields and items; null when nothing remains of a container. */
    static @Nullable JsonNode remove(JsonNode value, FieldSet gone, @Nullable MergeType type)
            throws MergeType.Misfit {
        if (type == null) {
            return value;
        }
        return switch (type.shape(value)) {
            case SCALAR -> value;
            case LIST ->
                    value.isEmpty() || type.atomicList() ? null : removeItems(value, gone, type);
            case MAP ->
                    value.isEmpty() || type.atomicMap() ? null : removeFields(value, gone, type);
        };
    }

    private static @Nullable JsonNode removeItems(JsonNode list, FieldSet gone, MergeType type)
            throws MergeType.Misfit {
        ArrayNode kept = NODES.arrayNode();
        List<PathElement> names = FieldSets.names(list, type);
        for (int i = 0; i < names.size(); i++) {
            if (!gone.hasMember(names.get(i))) {
                kept.add(orNull(below(list.get(i), gone, names.get(i), type.items())));
            }
        }
        return kept.isEmpty() ? null : kept;
    }

    private static @Nullable JsonNode removeFields(JsonNode object, FieldSet gone, MergeType type)
            throws MergeType.Misfit {
        ObjectNode kept = NODES.objectNode();
        for (var field : object.properties()) {
            PathElement name = new PathElement.Field(field.getKey());
            if (!gone.hasMember(name)) {
                kept.set(
                        field.getKey(),
                        orNull(below(field.getValue(), gone, name, type.child(field.getKey()))));
            }
        }
        return kept.isEmpty() ? null : kept;
    }

    private static @Nullable JsonNode below(
            JsonNode value, FieldSet gone, PathElement name, @Nullable MergeType type)
            throws MergeType.Misfit {
        FieldSet deeper = gone.below(name);
        return deeper.isEmpty() ? value : remove(value, deeper, type);
    }

    private static JsonNode orNull(@Nullable JsonNode value) {
        return value == null ? NODES.nullNode() : value;
    }
}
