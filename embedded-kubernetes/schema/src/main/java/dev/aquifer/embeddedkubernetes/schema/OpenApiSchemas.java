package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the schemas of a document: those of the served kinds and their lists, and all that they
 * refer to.
 */
final class OpenApiSchemas {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String EXTENSION = "x-kubernetes-group-version-kind";
    private static final List<String> ALWAYS =
            List.of(
                    Definitions.META + "Status",
                    Definitions.META + "DeleteOptions",
                    Definitions.META + "Patch",
                    Definitions.META + "WatchEvent",
                    Definitions.META + "APIResourceList",
                    "io.k8s.api.autoscaling.v1.Scale");

    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Deque<String> wanted = new ArrayDeque<>(ALWAYS);

    void add(OpenApi.Served served) {
        GroupVersionKind kind = served.resource().kind();
        if (served.schema() instanceof CustomSchema custom) {
            schemas.put(nameOf(kind), customKind(kind, custom.root().source()));
            schemas.put(nameOf(kind) + "List", customList(kind, served.resource().plural()));
            wanted.add(Definitions.META + "ObjectMeta");
            wanted.add(Definitions.META + "ListMeta");
        } else {
            wanted.add(nameOf(kind));
            if (Definitions.contains(nameOf(kind) + "List")) {
                wanted.add(nameOf(kind) + "List");
            }
        }
    }

    /** The name of a kind's schema: a built-in one's, or the group turned round. */
    String nameOf(GroupVersionKind kind) {
        return BuiltinKinds.definitionName(kind)
                .orElseGet(
                        () -> {
                            List<String> parts = Arrays.asList(kind.group().split("\\."));
                            Collections.reverse(parts);
                            return String.join(".", parts)
                                    + "."
                                    + kind.version()
                                    + "."
                                    + kind.kind();
                        });
    }

    /** All schemas, sorted by name. */
    ObjectNode build() {
        while (!wanted.isEmpty()) {
            String name = wanted.pop();
            if (!schemas.containsKey(name)) {
                ObjectNode schema = Definitions.get(name);
                schemas.put(name, schema);
                references(schema);
            }
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        schemas.forEach(all::set);
        return all;
    }

    private void references(JsonNode node) {
        if (node.path("$ref").isTextual()) {
            wanted.add(Definitions.nameOf(node.path("$ref")));
        }
        node.forEach(this::references);
    }

    private static ObjectNode customKind(GroupVersionKind kind, ObjectNode source) {
        ObjectNode schema = source.deepCopy();
        ObjectNode properties =
                schema.get("properties") instanceof ObjectNode own
                        ? own
                        : schema.putObject("properties");
        ObjectNode model =
                (ObjectNode) Definitions.get("io.k8s.api.core.v1.ConfigMap").path("properties");
        properties.set("apiVersion", model.path("apiVersion"));
        properties.set("kind", model.path("kind"));
        ObjectNode metadata = properties.putObject("metadata");
        metadata.put(
                "description",
                "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata");
        metadata.putArray("allOf")
                .addObject()
                .put("$ref", REFERENCE + Definitions.META + "ObjectMeta");
        schema.set(EXTENSION, extension(kind, kind.kind()));
        return schema;
    }

    private ObjectNode customList(GroupVersionKind kind, String plural) {
        ObjectNode schema = Definitions.get("io.k8s.api.core.v1.ConfigMapList").deepCopy();
        schema.put("description", kind.kind() + "List is a list of " + kind.kind());
        ObjectNode items = ((ObjectNode) schema.path("properties")).putObject("items");
        items.put(
                "description",
                "List of "
                        + plural
                        + ". More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md");
        items.put("type", "array")
                .putObject("items")
                .putArray("allOf")
                .addObject()
                .put("$ref", REFERENCE + nameOf(kind));
        schema.set(EXTENSION, extension(kind, kind.kind() + "List"));
        return schema;
    }

    private static ArrayNode extension(GroupVersionKind kind, String name) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        list.addObject()
                .put("group", kind.group())
                .put("kind", name)
                .put("version", kind.version());
        return list;
    }
}
