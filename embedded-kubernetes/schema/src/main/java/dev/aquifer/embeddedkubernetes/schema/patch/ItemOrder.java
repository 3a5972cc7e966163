package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import java.util.ArrayList;
import java.util.List;

/** Which items of merged lists are the same, and where they stand. */
final class ItemOrder {
    private ItemOrder() {}

    /** Items of the patch in its order, the others where the live list had them. */
    static ArrayNode inOrder(
            ArrayNode merged,
            List<JsonNode> patchOrder,
            List<JsonNode> liveOrder,
            String mergeKey) {
        List<JsonNode> ours = new ArrayList<>();
        patchOrder.forEach(
                p -> merged.forEach(m -> addIf(ours, m, mergeKey, sameItem(m, p, mergeKey))));
        List<JsonNode> others = new ArrayList<>();
        liveOrder.forEach(
                l ->
                        merged.forEach(
                                m ->
                                        addIf(
                                                others,
                                                m,
                                                mergeKey,
                                                sameItem(m, l, mergeKey)
                                                        && position(patchOrder, m, mergeKey) < 0)));
        merged.forEach(
                m ->
                        addIf(
                                others,
                                m,
                                mergeKey,
                                position(patchOrder, m, mergeKey) < 0
                                        && position(liveOrder, m, mergeKey) < 0));
        ArrayNode ordered = merged.arrayNode();
        int next = 0;
        for (JsonNode own : ours) {
            int place = position(liveOrder, own, mergeKey);
            while (place >= 0
                    && next < others.size()
                    && isBefore(position(liveOrder, others.get(next), mergeKey), place)) {
                ordered.add(others.get(next++));
            }
            ordered.add(own);
        }
        while (next < others.size()) {
            ordered.add(others.get(next++));
        }
        return ordered;
    }

    private static boolean isBefore(int other, int place) {
        return other >= 0 && other < place;
    }

    private static void addIf(List<JsonNode> list, JsonNode item, String mergeKey, boolean wanted) {
        if (wanted && position(list, item, mergeKey) < 0) {
            list.add(item);
        }
    }

    static int position(List<JsonNode> items, JsonNode item, String mergeKey) {
        for (int i = 0; i < items.size(); i++) {
            if (sameItem(items.get(i), item, mergeKey)) {
                return i;
            }
        }
        return -1;
    }

    static boolean sameItem(JsonNode a, JsonNode b, String mergeKey) {
        return mergeKey.isEmpty()
                ? FieldValues.same(a, b)
                : a.has(mergeKey)
                        && b.has(mergeKey)
                        && FieldValues.same(a.get(mergeKey), b.get(mergeKey));
    }
}
