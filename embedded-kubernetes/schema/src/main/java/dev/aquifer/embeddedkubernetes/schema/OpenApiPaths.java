package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The paths of a resource with its operations: as much of them as clients read (kinds, actions,
 * parameters, bodies).
 */
final class OpenApiPaths {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String SCALE = "io.k8s.api.autoscaling.v1.Scale";
    private static final List<String> PATCH_TYPES =
            List.of(
                    "application/apply-patch+yaml",
                    "application/json-patch+json",
                    "application/merge-patch+json",
                    "application/strategic-merge-patch+json");
    // kubectl looks here for how it may patch them
    private static final List<String> CUSTOM_PATCH = PATCH_TYPES.subList(0, 3);

    private final ResourceType resource;
    private final String schemaName;
    private final List<String> patchTypes;
    private final boolean v3;

    private OpenApiPaths(OpenApi.Served served, String schemaName, boolean v3) {
        this.resource = served.resource();
        this.schemaName = schemaName;
        this.patchTypes = served.schema() instanceof CustomSchema ? CUSTOM_PATCH : PATCH_TYPES;
        this.v3 = v3;
    }

    static Map<String, ObjectNode> v3(OpenApi.Served served, String schemaName) {
        return new OpenApiPaths(served, schemaName, true).all();
    }

    static Map<String, ObjectNode> v2(OpenApi.Served served, String schemaName) {
        return new OpenApiPaths(served, schemaName, false).all();
    }

    private Map<String, ObjectNode> all() {
        Map<String, ObjectNode> paths = new LinkedHashMap<>();
        String base = "/" + resource.kind().apiPath() + "/";
        String own =
                (resource.namespaced() ? base + "namespaces/{namespace}/" : base)
                        + resource.plural();
        if (resource.namespaced() && has("list")) {
            ObjectNode everywhere = NODES.objectNode();
            everywhere.set("get", operation("list", schemaName + "List", resource.kind(), ""));
            paths.put(base + resource.plural(), everywhere);
        }
        paths.put(own, collection());
        if (has("get")) {
            paths.put(own + "/{name}", item());
        }
        for (String sub : resource.subresources()) {
            if (sub.equals("status")) {
                paths.put(
                        own + "/{name}/status", subresource(schemaName, resource.kind(), "Status"));
            } else if (sub.equals("scale")) {
                paths.put(
                        own + "/{name}/scale",
                        subresource(
                                SCALE,
                                new GroupVersionKind("autoscaling", "v1", "Scale"),
                                "Scale"));
            }
        }
        return paths;
    }

    private boolean has(String verb) {
        return resource.verbs().contains(verb);
    }

    private ObjectNode collection() {
        ObjectNode path = NODES.objectNode();
        put(path, "get", "list", schemaName + "List");
        put(path, "post", "create", schemaName);
        put(path, "delete", "deletecollection", Definitions.META + "Status");
        return withPathParameters(path, false);
    }

    private ObjectNode item() {
        ObjectNode path = NODES.objectNode();
        put(path, "get", "get", schemaName);
        put(path, "put", "update", schemaName);
        put(path, "patch", "patch", schemaName);
        put(path, "delete", "delete", Definitions.META + "Status");
        return withPathParameters(path, true);
    }

    private void put(ObjectNode path, String method, String verb, String schema) {
        if (has(verb)) {
            path.set(method, operation(verb, schema, resource.kind(), ""));
        }
    }

    private ObjectNode subresource(String schema, GroupVersionKind kind, String suffix) {
        ObjectNode path = NODES.objectNode();
        path.set("get", operation("get", schema, kind, suffix));
        path.set("put", operation("update", schema, kind, suffix));
        path.set("patch", operation("patch", schema, kind, suffix));
        return withPathParameters(path, true);
    }

    private ObjectNode withPathParameters(ObjectNode path, boolean named) {
        ArrayNode parameters = NODES.arrayNode();
        if (named) {
            pathParameter(parameters, "name", "name of the " + resource.kind().kind());
        }
        if (resource.namespaced()) {
            pathParameter(
                    parameters,
                    "namespace",
                    "object name and auth scope, such as for teams and projects");
        }
        if (!parameters.isEmpty()) {
            path.set("parameters", parameters);
        }
        return path;
    }

    private void pathParameter(ArrayNode parameters, String name, String description) {
        typed(
                parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "path")
                        .put("description", description)
                        .put("required", true),
                "string");
    }

    private void typed(ObjectNode parameter, String type) {
        if (v3) {
            parameter.putObject("schema").put("type", type).put("uniqueItems", true);
        } else {
            parameter.put("uniqueItems", true).put("type", type);
        }
    }

    private ObjectNode operation(String verb, String schema, GroupVersionKind kind, String suffix) {
        String scope = resource.namespaced() ? "Namespaced" : "";
        ObjectNode operation = NODES.objectNode();
        operation.put("description", verb + " the specified " + kind.kind());
        operation.put(
                "operationId",
                verb
                        + title(resource.kind().group())
                        + title(resource.kind().version())
                        + scope
                        + resource.kind().kind()
                        + suffix);
        ArrayNode parameters = NODES.arrayNode();
        queryParameters(parameters, verb);
        body(operation, parameters, verb, schema);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        responses(operation, schema);
        operation.put(
                "x-kubernetes-action",
                verb.equals("create") ? "post" : verb.equals("update") ? "put" : verb);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kind());
        return operation;
    }

    private static String title(String text) {
        String first =
                text.contains(".")
                        ? text.substring(0, text.indexOf('.'))
                        : text.isEmpty() ? "core" : text;
        return first.substring(0, 1).toUpperCase(Locale.ROOT) + first.substring(1);
    }

    private void queryParameters(ArrayNode parameters, String verb) {
        if (List.of("create", "update", "patch").contains(verb)) {
            query(
                    parameters,
                    "dryRun",
                    "When present, indicates that modifications should not be persisted.",
                    "string");
            query(
                    parameters,
                    "fieldManager",
                    "fieldManager is a name associated with the actor or entity that is making these changes.",
                    "string");
            query(
                    parameters,
                    "fieldValidation",
                    "fieldValidation instructs the server on how to handle objects in the request (POST/PUT/PATCH) containing unknown or duplicate fields: Ignore, Warn or Strict.",
                    "string");
        }
        if (verb.equals("patch")) {
            query(parameters, "force", "Force is going to \"force\" Apply requests.", "boolean");
        }
        if (verb.startsWith("delete")) {
            query(
                    parameters,
                    "dryRun",
                    "When present, indicates that modifications should not be persisted.",
                    "string");
            query(
                    parameters,
                    "propagationPolicy",
                    "Whether and how garbage collection will be performed.",
                    "string");
        }
        if (verb.equals("list")) {
            query(
                    parameters,
                    "labelSelector",
                    "A selector to restrict the list of returned objects by their labels.",
                    "string");
            query(
                    parameters,
                    "fieldSelector",
                    "A selector to restrict the list of returned objects by their fields.",
                    "string");
            query(parameters, "watch", "Watch for changes to the described resources.", "boolean");
        }
    }

    private void query(ArrayNode parameters, String name, String description, String type) {
        typed(
                parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "query")
                        .put("description", description),
                type);
    }

    private void body(ObjectNode operation, ArrayNode parameters, String verb, String schema) {
        if (!List.of("create", "update", "patch").contains(verb)) {
            return;
        }
        String sent = verb.equals("patch") ? Definitions.META + "Patch" : schema;
        List<String> types = verb.equals("patch") ? patchTypes : List.of("*/*");
        if (v3) {
            ObjectNode content =
                    operation.putObject("requestBody").put("required", true).putObject("content");
            types.forEach(t -> content.putObject(t).set("schema", reference(sent)));
        } else {
            types.forEach(operation.withArray("consumes")::add);
            parameters
                    .addObject()
                    .put("name", "body")
                    .put("in", "body")
                    .put("required", true)
                    .set("schema", reference(sent));
        }
    }

    private void responses(ObjectNode operation, String schema) {
        ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
        if (v3) {
            ok.putObject("content").putObject("application/json").set("schema", reference(schema));
        } else {
            operation.withArray("produces").add("application/json");
            ok.set("schema", reference(schema));
        }
    }

    private ObjectNode reference(String name) {
        return NODES.objectNode()
                .put("$ref", (v3 ? "#/components/schemas/" : "#/definitions/") + name);
    }
}
