package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.schema.SchemaNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a place of an object is merged: what its schema says, or, where a schema is silent, what the
 * value itself suggests.
 */
final class MergeType {

    /** The three ways to walk a value. */
    enum Shape {
        SCALAR,
        LIST,
        MAP
    }

    /**
     * Thrown for an object that cannot be merged by its schema; the message starts with the path.
     */
    static final class Misfit extends Exception {
        Misfit(String message) {
            super(message);
        }

        Misfit below(PathElement step) {
            String message = String.valueOf(getMessage());
            return new Misfit(
                    step
                            + (message.startsWith(".") || message.startsWith("[") ? "" : ": ")
                            + message);
        }
    }

    /** Nothing is known: maps merge by entry, lists are replaced. */
    private static final MergeType DEDUCED = new MergeType(null, false, true);

    /** Nothing is known, and everything is replaced: inside of lists of unknown things. */
    private static final MergeType ATOMIC = new MergeType(null, true, true);

    private final @Nullable SchemaNode schema;
    private final boolean atomic;
    private final boolean keepsUnknown;

    private MergeType(@Nullable SchemaNode schema, boolean atomic, boolean keepsUnknown) {
        this.schema = schema;
        this.atomic = atomic;
        this.keepsUnknown = keepsUnknown;
    }

    static MergeType of(SchemaNode schema) {
        return new MergeType(schema, false, schema.preservesUnknown());
    }

    private MergeType of(SchemaNode child, boolean keepsUnknown) {
        return new MergeType(child, false, keepsUnknown || child.preservesUnknown());
    }

    Shape shape(@Nullable JsonNode value) {
        if (schema != null) {
            switch (schema.type()) {
                case OBJECT:
                    return Shape.MAP;
                case ARRAY:
                    return Shape.LIST;
                case STRING, INTEGER, NUMBER, BOOLEAN:
                    return Shape.SCALAR;
                case ANY, INT_OR_STRING:
            }
        }
        if (value == null || value.isNull() || value.isObject()) {
            return Shape.MAP;
        }
        return value.isArray() ? Shape.LIST : Shape.SCALAR;
    }

    boolean atomicList() {
        return schema == null || schema.listType() == SchemaNode.ListType.ATOMIC;
    }

    boolean atomicMap() {
        return schema == null ? atomic : schema.atomicMap();
    }

    /** Whether the field is one that the schema names. */
    boolean declares(String name) {
        return schema != null && schema.property(name) != null;
    }

    /** The type of a field or map entry; null when the schema has no place for it. */
    @Nullable MergeType child(String name) {
        if (schema == null) {
            return this;
        }
        SchemaNode child = schema.child(name);
        if (child != null) {
            return of(child, keepsUnknown);
        }
        return keepsUnknown || schema.propertyNames().isEmpty() ? DEDUCED : null;
    }

    MergeType items() {
        SchemaNode items = schema == null ? null : schema.items();
        return items == null ? ATOMIC : of(items, keepsUnknown);
    }

    /** The type one step below. */
    @Nullable MergeType step(PathElement step) {
        return step instanceof PathElement.Field field ? child(field.name()) : items();
    }

    /** Names an item of a list that is not atomic. */
    PathElement nameOf(JsonNode item, int index) throws Misfit {
        if (schema == null || schema.listType() == SchemaNode.ListType.ATOMIC) {
            return new PathElement.Index(index);
        }
        if (schema.listType() == SchemaNode.ListType.SET) {
            if (item.isContainerNode()) {
                throw new Misfit(
                        "element "
                                + index
                                + ": associative list without keys has an element that's a "
                                + (item.isObject() ? "map type" : "list type"));
            }
            if (item.isNull()) {
                throw new Misfit(
                        "element "
                                + index
                                + ": associative list without keys has an element that's an explicit null");
            }
            return new PathElement.Value(item);
        }
        if (!item.isObject()) {
            throw new Misfit(
                    "element "
                            + index
                            + ": associative list with keys may not have "
                            + (item.isNull() ? "a null element" : "non-map elements"));
        }
        return key(item, index, schema.listMapKeys(), schema.items());
    }

    private static PathElement key(
            JsonNode item, int index, List<String> names, @Nullable SchemaNode items)
            throws Misfit {
        SortedMap<String, JsonNode> key = new TreeMap<>();
        for (String name : names) {
            SchemaNode field = items == null ? null : items.property(name);
            JsonNode value =
                    item.has(name) ? item.get(name) : field == null ? null : field.defaultValue();
            if (value != null) {
                key.put(name, value);
            }
        }
        if (key.isEmpty()) {
            String listed = String.join(" ", names.stream().map(n -> "\"" + n + "\"").toList());
            throw new Misfit(
                    "element %d: associative list with keys has an element that omits all key fields [%s] (and doesn't have default values for any key fields)"
                            .formatted(index, listed));
        }
        return new PathElement.Key(key);
    }

    /** Why a scalar does not belong here; null when it does. */
    @Nullable String scalarProblem(JsonNode value) {
        if (schema == null || value.isNull()) {
            return null;
        }
        return switch (schema.type()) {
            case STRING -> value.isTextual() ? null : "expected string, got " + described(value);
            case INTEGER, NUMBER ->
                    value.isNumber()
                            ? null
                            : "expected numeric (int or float), got " + goType(value);
            case BOOLEAN -> value.isBoolean() ? null : "expected boolean, got " + described(value);
            default -> null;
        };
    }

    private static String described(JsonNode value) {
        return "&value.valueUnstructured{Value:" + value + "}";
    }

    private static String goType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> "string";
            case BOOLEAN -> "bool";
            case OBJECT, POJO -> "map[string]interface {}";
            case ARRAY -> "[]interface {}";
            case NUMBER -> "int64";
            case NULL, MISSING -> "nil";
        };
    }
}
