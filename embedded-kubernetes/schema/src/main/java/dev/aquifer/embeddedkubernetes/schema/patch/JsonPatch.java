package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 6902 on one document, with the refusals of a real API server. */
final class JsonPatch {
    private JsonNode document;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    static JsonNode apply(JsonNode target, JsonNode patch) throws PatchException {
        if (!patch.isArray()) {
            throw PatchException.malformed(
                    "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
        }
        JsonPatch run = new JsonPatch(target.deepCopy());
        for (JsonNode operation : patch) {
            run.perform(operation);
        }
        return run.document;
    }

    private void perform(JsonNode operation) throws PatchException {
        String path = operation.path("path").asText("");
        String name = operation.path("op").asText("");
        switch (name) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove("remove", path);
            case "replace" -> {
                replaced(path);
                replace(path, value(operation));
            }
            case "move" -> {
                JsonNode moved = get("move", operation.path("from").asText("")).deepCopy();
                remove("move", operation.path("from").asText(""));
                add(path, moved);
            }
            case "copy" -> add(path, get("copy", operation.path("from").asText("")).deepCopy());
            case "test" -> test(path, value(operation));
            default ->
                    throw PatchException.unfit(
                            "Unexpected kind: " + (name.isEmpty() ? "unknown" : name));
        }
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        return value == null ? JsonNodeFactory.instance.nullNode() : value.deepCopy();
    }

    private void test(String path, JsonNode wanted) throws PatchException {
        JsonNode found = find(path);
        boolean fits = found == null ? wanted.isNull() : FieldValues.same(found, wanted);
        if (!fits) {
            throw PatchException.unfit("testing value " + path + " failed: test failed");
        }
    }

    private JsonNode get(String operation, String path) throws PatchException {
        JsonNode found = find(path);
        if (found == null) {
            throw missing(operation, path);
        }
        return found;
    }

    private static PatchException missing(String operation, String path) {
        return PatchException.unfit(
                "%s operation does not apply: doc is missing %s: %s: missing value"
                        .formatted(operation, operation.equals("replace") ? "key" : "path", path));
    }

    private @Nullable JsonNode find(String path) {
        JsonNode found = document;
        for (String part : parts(path)) {
            found = found.isArray() ? found.get(index(part)) : found.get(part);
            if (found == null) {
                return null;
            }
        }
        return found;
    }

    private void add(String path, JsonNode value) throws PatchException {
        List<String> parts = parts(path);
        if (parts.isEmpty()) {
            document = value;
            return;
        }
        String last = parts.getLast();
        switch (parent("add", path)) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> {
                int at = last.equals("-") ? array.size() : index(last);
                if (at < 0 || at > array.size()) {
                    throw PatchException.unfit(
                            "Unable to access invalid index: "
                                    + last
                                    + ": invalid index referenced");
                }
                array.insert(at, value);
            }
            default -> throw missing("add", path);
        }
    }

    /** A missing item of a list is refused; a missing field of an object is added. */
    private void replaced(String path) throws PatchException {
        if (!parts(path).isEmpty() && !(parent("replace", path) instanceof ObjectNode)) {
            get("replace", path);
        }
    }

    private void replace(String path, JsonNode value) throws PatchException {
        List<String> parts = parts(path);
        if (parts.isEmpty()) {
            document = value;
        } else if (parent("replace", path) instanceof ArrayNode array) {
            array.set(index(parts.getLast()), value);
        } else if (parent("replace", path) instanceof ObjectNode object) {
            object.set(parts.getLast(), value);
        }
    }

    private void remove(String operation, String path) throws PatchException {
        get(operation, path);
        List<String> parts = parts(path);
        if (parts.isEmpty()) {
            document = JsonNodeFactory.instance.nullNode();
        } else if (parent(operation, path) instanceof ArrayNode array) {
            array.remove(index(parts.getLast()));
        } else if (parent(operation, path) instanceof ObjectNode object) {
            object.remove(parts.getLast());
        }
    }

    private JsonNode parent(String operation, String path) throws PatchException {
        JsonNode found = find(path.substring(0, path.lastIndexOf('/')));
        if (found == null || !found.isContainerNode()) {
            throw missing(operation, path);
        }
        return found;
    }

    private static int index(String part) {
        return part.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(part) : -1;
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        if (!path.isEmpty()) {
            for (String part : path.substring(1).split("/", -1)) {
                parts.add(part.replace("~1", "/").replace("~0", "~"));
            }
        }
        return parts;
    }
}
