package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks values against the assertions of an OpenAPI schema (types, ranges, enums, required …) in
 * the words of a real API server. What an update leaves as it was is not held against it.
 */
final class ValueValidation {
    private final List<FieldError> errors = new ArrayList<>();
    private int visited;

    private ValueValidation() {}

    static List<FieldError> validate(
            ObjectNode object, @Nullable ObjectNode old, SchemaNode schema) {
        ValueValidation validation = new ValueValidation();
        validation.visit(object, old, schema, "");
        return validation.errors;
    }

    /** What a part of a schema says of a value, and how much of the value it looked at. */
    static Attempt attempt(JsonNode value, SchemaNode schema, String path) {
        ValueValidation nested = new ValueValidation();
        nested.visit(value, null, schema, path);
        return new Attempt(nested.errors, nested.visited);
    }

    /** The outcome of one alternative. */
    record Attempt(List<FieldError> errors, int visited) {}

    private void visit(JsonNode value, @Nullable JsonNode old, SchemaNode schema, String path) {
        visited++;
        if (old != null && FieldValues.same(value, old)) {
            return;
        }
        checkType(value, schema, path);
        if (value.isNull()) {
            checkEnum(value, schema, path);
            return;
        }
        errors.addAll(new Alternatives(value, path).check(schema));
        if (value.isTextual()) {
            checkString(value, schema, path);
        } else if (value.isNumber()) {
            errors.addAll(NumberRules.check(value, schema, path));
        } else if (value instanceof ArrayNode array) {
            checkArray(array, old, schema, path);
        }
        checkEnum(value, schema, path);
        if (value instanceof ObjectNode object) {
            checkObject(object, old, schema, path);
        }
    }

    private void checkType(JsonNode value, SchemaNode schema, String path) {
        String wanted = wantedType(schema);
        if (wanted.isEmpty()) {
            return;
        }
        if (value.isNull()) {
            if (!schema.nullable()) {
                add(
                        FieldError.Type.TYPE_INVALID,
                        path,
                        TextNode.valueOf("null"),
                        "%s in body must be of type %s: \"null\"".formatted(path, wanted));
            }
            return;
        }
        String found = typeName(value);
        boolean matches =
                switch (schema.type()) {
                    case INT_OR_STRING -> found.equals("integer") || found.equals("string");
                    case NUMBER -> value.isNumber();
                    default -> found.equals(wanted);
                };
        boolean formatted = !schema.source().path("format").asText("").isEmpty();
        boolean freeText = formatted && value.isTextual() && !isNumeric(schema);
        if (!matches && !freeText) {
            boolean byFormat = formatted && !value.isTextual() && !value.isArray();
            String shown = byFormat ? formatName(value) : found;
            String expected = byFormat ? schema.source().path("format").asText() : wanted;
            add(
                    FieldError.Type.TYPE_INVALID,
                    path,
                    TextNode.valueOf(shown),
                    "%s in body must be of type %s: \"%s\"".formatted(path, expected, shown));
        }
    }

    /** Go's name of a number's format; nothing else has one. */
    private static String formatName(JsonNode value) {
        return value.isNumber() ? value.isIntegralNumber() ? "int64" : "float64" : "";
    }

    private static boolean isNumeric(SchemaNode schema) {
        return schema.type() == SchemaNode.Type.INTEGER || schema.type() == SchemaNode.Type.NUMBER;
    }

    private static String wantedType(SchemaNode schema) {
        return schema.type() == SchemaNode.Type.ANY
                ? ""
                : schema.type() == SchemaNode.Type.INT_OR_STRING
                        ? "integer,string"
                        : schema.type().name().toLowerCase(Locale.ROOT);
    }

    private static String typeName(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING -> "null";
        };
    }

    private void checkString(JsonNode value, SchemaNode schema, String path) {
        ObjectNode source = schema.source();
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        String pattern = source.path("pattern").asText("");
        if (source.has("maxLength") && length > source.get("maxLength").asLong()) {
            add(
                    FieldError.Type.TOO_LONG,
                    path,
                    null,
                    atMost(source.get("maxLength").asLong(), "byte"));
        } else if (length < source.path("minLength").asLong()) {
            add(
                    FieldError.Type.INVALID,
                    path,
                    value,
                    "%s in body should be at least %d chars long"
                            .formatted(path, source.get("minLength").asLong()));
        } else if (!pattern.isEmpty() && !Patterns.find(pattern, text)) {
            add(
                    FieldError.Type.INVALID,
                    path,
                    value,
                    "%s in body should match '%s'".formatted(path, pattern));
        }
        String format = source.path("format").asText("");
        if (!Formats.matches(format, text)) {
            add(
                    FieldError.Type.TYPE_INVALID,
                    path,
                    value,
                    "%s in body must be of type %s: %s"
                            .formatted(path, format, FieldValues.quote(text)));
        }
    }

    static String atMost(long limit, String unit) {
        return "may not be more than %d %s%s".formatted(limit, unit, limit == 1 ? "" : "s");
    }

    private void checkArray(
            ArrayNode array, @Nullable JsonNode old, SchemaNode schema, String path) {
        SchemaNode items = schema.items();
        for (int i = 0; items != null && i < array.size(); i++) {
            visit(
                    array.get(i),
                    Correlation.item(old, array.get(i), schema),
                    items,
                    path + "[" + i + "]");
        }
        ObjectNode source = schema.source();
        if (source.has("minItems") && array.size() < source.get("minItems").asLong()) {
            add(
                    FieldError.Type.INVALID,
                    path,
                    IntNode.valueOf(array.size()),
                    "%s in body should have at least %d items"
                            .formatted(path, source.get("minItems").asLong()));
        }
        if (source.has("maxItems") && array.size() > source.get("maxItems").asLong()) {
            add(
                    FieldError.Type.TOO_MANY,
                    path,
                    IntNode.valueOf(array.size()),
                    tooMany(source.get("maxItems").asLong()));
        }
    }

    private static String tooMany(long limit) {
        return "must have at most %d item%s".formatted(limit, limit == 1 ? "" : "s");
    }

    private void checkEnum(JsonNode value, SchemaNode schema, String path) {
        JsonNode allowed = schema.source().path("enum");
        if (!allowed.isArray() || (value.isNull() && schema.nullable())) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (JsonNode one : allowed) {
            if (FieldValues.same(one, value)) {
                return;
            }
            names.add(FieldValues.quote(one.isTextual() ? one.asText() : one.toString()));
        }
        add(
                FieldError.Type.NOT_SUPPORTED,
                path,
                value,
                "supported values: " + String.join(", ", names));
    }

    private void checkObject(
            ObjectNode object, @Nullable JsonNode old, SchemaNode schema, String path) {
        ObjectNode source = schema.source();
        if (source.has("minProperties") && object.size() < source.get("minProperties").asLong()) {
            add(
                    FieldError.Type.INVALID,
                    path,
                    IntNode.valueOf(object.size()),
                    "%s in body should have at least %d properties"
                            .formatted(path, source.get("minProperties").asLong()));
        }
        if (source.has("maxProperties") && object.size() > source.get("maxProperties").asLong()) {
            add(
                    FieldError.Type.TOO_MANY,
                    path,
                    IntNode.valueOf(object.size()),
                    tooMany(source.get("maxProperties").asLong()));
        }
        for (var field : object.properties()) {
            String name = field.getKey();
            SchemaNode declared = schema.declaredProperty(name);
            SchemaNode child =
                    declared != null
                            ? declared
                            : schema.property(name) == null ? schema.values() : null;
            if (child != null) {
                visit(field.getValue(), Correlation.field(old, name), child, below(path, name));
            }
        }
        for (String name : schema.texts("required")) {
            if (!object.has(name)) {
                add(FieldError.Type.REQUIRED, below(path, name), null, "");
            }
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void add(FieldError.Type type, String path, @Nullable JsonNode value, String detail) {
        errors.add(new FieldError(path, type, value, detail));
    }
}
