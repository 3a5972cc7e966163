package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Patches that need no record of owners. Each returns a new object and leaves its arguments alone.
 */
public final class Patches {
    private Patches() {}

    /** RFC 6902, {@code application/json-patch+json}. */
    public static ObjectNode json(ObjectNode target, JsonNode patch) throws PatchException {
        if (JsonPatch.apply(target, patch) instanceof ObjectNode patched) {
            return patched;
        }
        throw PatchException.unfit("the patch leaves no object");
    }

    /** RFC 7386, {@code application/merge-patch+json}. */
    public static ObjectNode merge(ObjectNode target, JsonNode patch) throws PatchException {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.malformed(
                    "error decoding patch: json: cannot unmarshal "
                            + (patch.isArray() ? "array" : "string")
                            + " into Go value of type map[string]interface {}");
        }
        ObjectNode merged = target.deepCopy();
        mergeInto(merged, changes);
        return merged;
    }

    /**
     * {@code application/strategic-merge-patch+json}: built-in kinds only (a server answers 415 for
     * custom resources).
     */
    public static ObjectNode strategicMerge(ObjectNode target, JsonNode patch, Schema schema)
            throws PatchException {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.malformed(
                    "error decoding patch: json: cannot unmarshal "
                            + (patch.isArray() ? "array" : "string")
                            + " into Go value of type map[string]interface {}");
        }
        return new StrategicMerge().merge(target.deepCopy(), changes.deepCopy(), schema.root());
    }

    private static void mergeInto(ObjectNode target, ObjectNode changes) {
        for (var change : changes.properties()) {
            String name = change.getKey();
            switch (change.getValue()) {
                case ObjectNode nested -> {
                    ObjectNode below =
                            target.get(name) instanceof ObjectNode own ? own : target.objectNode();
                    mergeInto(below, nested);
                    target.set(name, below);
                }
                case JsonNode gone when gone.isNull() -> target.remove(name);
                case JsonNode value -> target.set(name, value.deepCopy());
            }
        }
    }

    /** The texts of a list of scalars, as directives hold them. */
    static List<JsonNode> items(JsonNode list) {
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        return items;
    }
}
