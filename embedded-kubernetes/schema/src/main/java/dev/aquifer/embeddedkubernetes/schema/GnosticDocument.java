package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An OpenAPI 2.0 document in the protobuf form of gnostic, as far as kubectl reads it. */
final class GnosticDocument {
    private GnosticDocument() {}

    static byte[] encode(ObjectNode swagger) {
        ProtoWriter document = new ProtoWriter();
        document.text(1, swagger.path("swagger").asText());
        document.message(2, info(swagger.path("info")));
        document.message(8, paths(swagger.path("paths")));
        document.message(9, definitions(swagger.path("definitions")));
        return document.bytes();
    }

    private static ProtoWriter info(JsonNode info) {
        return new ProtoWriter()
                .text(1, info.path("title").asText())
                .text(2, info.path("version").asText());
    }

    private static ProtoWriter paths(JsonNode paths) {
        ProtoWriter all = new ProtoWriter();
        for (var path : paths.properties()) {
            all.message(
                    2,
                    new ProtoWriter().text(1, path.getKey()).message(2, pathItem(path.getValue())));
        }
        return all;
    }

    private static ProtoWriter pathItem(JsonNode item) {
        ProtoWriter out = new ProtoWriter();
        String[] methods = {"get", "put", "post", "delete", "options", "head", "patch"};
        for (int i = 0; i < methods.length; i++) {
            if (item.has(methods[i])) {
                out.message(i + 2, operation(item.get(methods[i])));
            }
        }
        item.path("parameters").forEach(p -> out.message(9, parameterItem(p)));
        return out;
    }

    private static ProtoWriter operation(JsonNode operation) {
        ProtoWriter out = new ProtoWriter();
        out.text(3, operation.path("description").asText())
                .text(5, operation.path("operationId").asText());
        operation.path("produces").forEach(t -> out.text(6, t.asText()));
        operation.path("consumes").forEach(t -> out.text(7, t.asText()));
        operation.path("parameters").forEach(p -> out.message(8, parameterItem(p)));
        ProtoWriter responses = new ProtoWriter();
        for (var response : operation.path("responses").properties()) {
            ProtoWriter value =
                    new ProtoWriter().text(1, response.getValue().path("description").asText());
            value.message(
                    2, new ProtoWriter().message(1, schema(response.getValue().path("schema"))));
            responses.message(
                    1,
                    new ProtoWriter()
                            .text(1, response.getKey())
                            .message(2, new ProtoWriter().message(1, value)));
        }
        out.message(9, responses);
        extensions(out, 13, operation);
        return out;
    }

    /** A parameter, or a reference to one (which we never write). */
    private static ProtoWriter parameterItem(JsonNode parameter) {
        ProtoWriter out = new ProtoWriter();
        boolean required = parameter.path("required").asBoolean();
        String description = parameter.path("description").asText();
        String name = parameter.path("name").asText();
        String in = parameter.path("in").asText();
        if (in.equals("body")) {
            ProtoWriter body =
                    new ProtoWriter()
                            .text(1, description)
                            .text(2, name)
                            .text(3, in)
                            .flag(4, required);
            return out.message(
                    1,
                    new ProtoWriter()
                            .message(1, body.message(5, schema(parameter.path("schema")))));
        }
        ProtoWriter plain =
                new ProtoWriter().flag(1, required).text(2, in).text(3, description).text(4, name);
        boolean query = in.equals("query");
        plain.text(query ? 6 : 5, parameter.path("type").asText());
        ProtoWriter nonBody = new ProtoWriter().message(query ? 3 : 4, plain);
        return out.message(1, new ProtoWriter().message(2, nonBody));
    }

    private static ProtoWriter definitions(JsonNode definitions) {
        ProtoWriter all = new ProtoWriter();
        for (var definition : definitions.properties()) {
            all.message(
                    1,
                    new ProtoWriter()
                            .text(1, definition.getKey())
                            .message(2, schema(definition.getValue())));
        }
        return all;
    }

    private static ProtoWriter schema(JsonNode schema) {
        ProtoWriter out = new ProtoWriter();
        out.text(1, schema.path("$ref").asText(""));
        out.text(2, schema.path("format").asText(""));
        out.text(4, schema.path("description").asText(""));
        schema.path("required").forEach(r -> out.text(19, r.asText()));
        if (schema.has("additionalProperties")) {
            JsonNode more = schema.get("additionalProperties");
            out.message(
                    21,
                    more.isBoolean()
                            ? new ProtoWriter().flag(2, more.asBoolean())
                            : new ProtoWriter().message(1, schema(more)));
        }
        if (schema.has("type")) {
            out.message(22, new ProtoWriter().text(1, schema.path("type").asText()));
        }
        if (schema.has("items")) {
            out.message(23, new ProtoWriter().message(1, schema(schema.get("items"))));
        }
        if (schema.path("properties").isObject()) {
            ProtoWriter properties = new ProtoWriter();
            for (var property : schema.path("properties").properties()) {
                properties.message(
                        1,
                        new ProtoWriter()
                                .text(1, property.getKey())
                                .message(2, schema(property.getValue())));
            }
            out.message(25, properties);
        }
        extensions(out, 31, schema);
        return out;
    }

    /** Extensions are named values whose content is YAML; JSON is YAML. */
    private static void extensions(ProtoWriter out, int field, JsonNode holder) {
        for (var extension : holder.properties()) {
            if (extension.getKey().startsWith("x-")) {
                ProtoWriter any = new ProtoWriter().text(2, extension.getValue() + "\n");
                out.message(field, new ProtoWriter().text(1, extension.getKey()).message(2, any));
            }
        }
    }
}
