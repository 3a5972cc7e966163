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
        if (value.isNull()) {
            return null;
        }
        if (!fits(value, schema)) {
            String place = path.isEmpty() ? "value" : "struct field " + struct + "." + path;
            return "json: cannot unmarshal %s into Go %s of type %s"
                    .formatted(described(value, schema), place, goType(schema));
        }
        return value.isContainerNode()
                ? findBelow(value, schema, path, struct)
                : textProblem(value, schema);
    }

    private @Nullable String findBelow(
            JsonNode value, SchemaNode schema, String path, String outer) {
        String own = simpleName(schema);
        String struct = own.isEmpty() ? outer : own;
        SchemaNode items = schema.items();
        if (value.isArray() && items != null) {
            for (JsonNode item : value) {
                String found = find(item, items, path, struct);
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
            String found = child == null ? null : find(field.getValue(), child, below, struct);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String simpleName(SchemaNode schema) {
        String name = schema.definitionName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static @Nullable String textProblem(JsonNode value, SchemaNode schema) {
        String text = value.asText();
        if (schema.source().path("format").asText("").equals("byte")) {
            int at = 0;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || "+/=".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return Formats.matches("byte", text) ? null : "illegal base64 data at input byte " + at;
        }
        String name = simpleName(schema);
        if ((name.equals("Time") || name.equals("MicroTime")) && !Formats.isRfc3339(text)) {
            String layout =
                    name.equals("Time")
                            ? "2006-01-02T15:04:05Z07:00"
                            : "2006-01-02T15:04:05.000000Z07:00";
            return "parsing time %s as \"%s\": cannot parse %s as \"2006\""
                    .formatted(FieldValues.quote(text), layout, FieldValues.quote(text));
        }
        return null;
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

    private static String goType(@Nullable SchemaNode schema) {
        if (schema == null) {
            return "interface {}";
        }
        String name = simpleName(schema);
        if (!name.isEmpty()) {
            return "v1." + name;
        }
        return switch (schema.type()) {
            case STRING ->
                    schema.source().path("format").asText("").equals("byte") ? "[]uint8" : "string";
            case BOOLEAN -> "bool";
            case INTEGER -> schema.source().path("format").asText("int64");
            case NUMBER -> "float64";
            case ARRAY -> "[]" + goType(schema.items());
            case OBJECT -> "map[string]" + goType(schema.values());
            case INT_OR_STRING -> "intstr.IntOrString";
            case ANY -> "interface {}";
        };
    }
}
