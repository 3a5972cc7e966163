package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that do not fit the fixed types of a built-in kind (or of metadata), as reading them
 * into structs would.
 */
final class Decoding {
    private final String kind;
    private final String version;

    private Decoding(GroupVersionKind kind) {
        this.kind = kind.kind();
        this.version = kind.version();
    }

    /** The first misfit of a built-in object. */
    static Optional<String> problem(ObjectNode object, SchemaNode schema, GroupVersionKind kind) {
        Decoding decoding = new Decoding(kind);
        String found = decoding.find(object, schema, "", kind.kind());
        return Optional.ofNullable(found).map(decoding::words);
    }

    /** The first misfit in the metadata of any object. */
    static Optional<String> metadataProblem(ObjectNode object, GroupVersionKind kind) {
        JsonNode metadata = object.path("metadata");
        Decoding decoding = new Decoding(kind);
        String found =
                metadata.isMissingNode()
                        ? null
                        : decoding.find(
                                metadata,
                                SchemaNode.definition(Definitions.META + "ObjectMeta"),
                                "",
                                "ObjectMeta");
        return Optional.ofNullable(found).map(decoding::words);
    }

    private String words(String misfit) {
        return "%s in version \"%s\" cannot be handled as a %s: %s"
                .formatted(kind, version, kind, misfit);
    }

    private @Nullable String find(JsonNode value, SchemaNode schema, String path, String struct) {
        if (value.isNull() || fits(value, schema)) {
            return value.isContainerNode() ? findBelow(value, schema, path, struct) : null;
        }
        return "json: cannot unmarshal %s into Go %s of type %s"
                .formatted(described(value, schema), place(path, struct), goType(schema));
    }

    private static String place(String path, String struct) {
        return path.isEmpty() ? "value" : "struct field " + struct + "." + path;
    }

    private @Nullable String findBelow(
            JsonNode value, SchemaNode schema, String path, String struct) {
        SchemaNode items = schema.items();
        if (value.isArray() && items != null) {
            for (JsonNode item : value) {
                String found = find(item, items, path, structName(items, struct));
                if (found != null) {
                    return found;
                }
            }
        }
        for (var field : value.properties()) {
            SchemaNode child = schema.child(field.getKey());
            boolean map = schema.property(field.getKey()) == null;
            String below =
                    path.isEmpty() ? field.getKey() : map ? path : path + "." + field.getKey();
            String found =
                    child == null
                            ? null
                            : find(field.getValue(), child, below, structName(child, struct));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String structName(SchemaNode schema, String outer) {
        return schema.source().path("x-aquifer-definition").asText(outer);
    }

    private static boolean fits(JsonNode value, SchemaNode schema) {
        return switch (schema.type()) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isTextual();
            case INTEGER -> value.isIntegralNumber();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isIntegralNumber() || value.isTextual();
            case ANY -> true;
        };
    }

    private static String described(JsonNode value, SchemaNode schema) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "bool";
            case NUMBER ->
                    schema.type() == SchemaNode.Type.INTEGER
                            ? "number " + value.asText()
                            : "number";
            case NULL, MISSING -> "null";
        };
    }

    private static String goType(SchemaNode schema) {
        return switch (schema.type()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case INTEGER -> schema.source().path("format").asText("int64");
            case NUMBER -> "float64";
            default -> schema.type().name().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
