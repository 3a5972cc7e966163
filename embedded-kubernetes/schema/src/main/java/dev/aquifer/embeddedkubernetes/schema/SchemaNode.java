package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One place of a compiled schema: what may stand there, and how lists and maps there are merged.
 * Compiles its children on first use.
 */
public final class SchemaNode {

    /** What kind of value belongs here. */
    public enum Type {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        INT_OR_STRING,
        /** Nothing is said: any value. */
        ANY
    }

    /** How a list is merged: as a whole, by value, or by the keys of its items. */
    public enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    private final ObjectNode source;
    private final boolean builtin;
    private final boolean root;
    private final Type type;
    private final String definitionName;
    private final Map<String, SchemaNode> properties = new ConcurrentHashMap<>();
    private volatile @Nullable SchemaNode items;
    private volatile @Nullable SchemaNode values;
    private volatile @Nullable CelRules rules;

    private SchemaNode(ObjectNode source, boolean builtin, boolean root) {
        this(source, builtin, root, builtin ? Definitions.referenceIn(source) : "");
    }

    private SchemaNode(ObjectNode source, boolean builtin, boolean root, String definitionName) {
        this.definitionName = definitionName;
        this.source = builtin ? Definitions.resolve(source) : source;
        this.builtin = builtin;
        this.root = root;
        this.type = typeOf(this.source);
    }

    /** The root of a custom resource's schema. */
    static SchemaNode custom(ObjectNode openApiV3Schema) {
        return new SchemaNode(openApiV3Schema, false, true);
    }

    /** The root of a published definition. */
    static SchemaNode definition(String name) {
        return new SchemaNode(Definitions.get(name), true, true, name);
    }

    /** A part of a schema that stands on its own, as in {@code anyOf}. */
    static SchemaNode fragment(ObjectNode schema) {
        return new SchemaNode(schema, false, false);
    }

    /** The OpenAPI schema it was compiled from; not to be changed. */
    public ObjectNode source() {
        return source;
    }

    /** What kind of value belongs here. */
    public Type type() {
        return type;
    }

    /** Whether null is a value here. */
    public boolean nullable() {
        return source.path("nullable").asBoolean();
    }

    /** Whether fields that the schema does not name are kept. */
    public boolean preservesUnknown() {
        return flag("x-kubernetes-preserve-unknown-fields")
                || (builtin
                        && (type == Type.ANY
                                || (type == Type.OBJECT
                                        && !source.has("properties")
                                        && values() == null)));
    }

    /**
     * Whether a whole object with metadata of its own stands here (also true of the root of a
     * custom resource).
     */
    public boolean embedsObject() {
        return flag("x-kubernetes-embedded-resource") || (root && !builtin);
    }

    /** The default; null when there is none. */
    public @Nullable JsonNode defaultValue() {
        return source.get("default");
    }

    /**
     * The schema of a named field; null when it is not declared. Of an embedded object also {@code
     * apiVersion}, {@code kind} and {@code metadata}.
     */
    public @Nullable SchemaNode property(String name) {
        SchemaNode known = properties.get(name);
        if (known != null) {
            return known;
        }
        SchemaNode compiled = compileProperty(name);
        if (compiled != null) {
            properties.put(name, compiled);
        }
        return compiled;
    }

    /** The schema that the definition itself gives for a field, without what every object has. */
    @Nullable SchemaNode declaredProperty(String name) {
        return source.path("properties").get(name) instanceof ObjectNode own
                ? name.equals("metadata") && embedsObject()
                        ? new SchemaNode(own, builtin, false)
                        : property(name)
                : null;
    }

    /** The schema of a field or, for a map, of its values; null when nothing is said of it. */
    public @Nullable SchemaNode child(String name) {
        SchemaNode property = property(name);
        return property != null ? property : values();
    }

    /** The declared fields, in the order of the schema. */
    public Set<String> propertyNames() {
        Map<String, JsonNode> names = new LinkedHashMap<>();
        source.path("properties").properties().forEach(e -> names.put(e.getKey(), e.getValue()));
        return names.keySet();
    }

    /** The schema of a list's items; null when nothing is said of them. */
    public @Nullable SchemaNode items() {
        if (items == null && source.get("items") instanceof ObjectNode own) {
            items = new SchemaNode(own, builtin, false);
        }
        return items;
    }

    /** The schema of a map's values; null when it is not a map. */
    public @Nullable SchemaNode values() {
        if (values == null && source.get("additionalProperties") instanceof ObjectNode own) {
            values = new SchemaNode(own, builtin, false);
        }
        return values;
    }

    /** How a list is merged by apply. */
    public ListType listType() {
        return switch (source.path("x-kubernetes-list-type").asText("")) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            default -> ListType.ATOMIC;
        };
    }

    /** The fields that name an item of a list of type {@code map}. */
    public List<String> listMapKeys() {
        return texts("x-kubernetes-list-map-keys");
    }

    /** Whether apply replaces a map or struct as a whole. */
    public boolean atomicMap() {
        return source.path("x-kubernetes-map-type").asText("").equals("atomic");
    }

    /**
     * How a strategic merge patch treats this field: {@code merge}, {@code replace}, {@code
     * retainKeys}; often empty.
     */
    public Set<String> patchStrategies() {
        String text = source.path("x-kubernetes-patch-strategy").asText("");
        return text.isEmpty() ? Set.of() : Set.of(text.split(","));
    }

    /** The field that names an item for a strategic merge patch; empty for lists of scalars. */
    public String patchMergeKey() {
        return source.path("x-kubernetes-patch-merge-key").asText("");
    }

    /** The CEL rules at this place, compiled on first use. */
    CelRules rules() {
        CelRules compiled = rules;
        if (compiled == null) {
            compiled = CelRules.of(this);
            rules = compiled;
        }
        return compiled;
    }

    /** The published definition it came from; empty for a schema that stands in its place. */
    String definitionName() {
        return definitionName;
    }

    boolean flag(String name) {
        return source.path(name).asBoolean();
    }

    boolean isRoot() {
        return root;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        source.path(name).forEach(n -> texts.add(n.asText()));
        return texts;
    }

    private @Nullable SchemaNode compileProperty(String name) {
        if (embedsObject()) {
            switch (name) {
                case "metadata":
                    return definition(Definitions.META + "ObjectMeta");
                case "apiVersion", "kind":
                    return new SchemaNode(source.objectNode().put("type", "string"), false, false);
                default:
            }
        }
        return source.path("properties").get(name) instanceof ObjectNode own
                ? new SchemaNode(own, builtin, false)
                : null;
    }

    private static Type typeOf(ObjectNode source) {
        if (source.path("x-kubernetes-int-or-string").asBoolean()
                || source.path("format").asText("").equals("int-or-string")) {
            return Type.INT_OR_STRING;
        }
        return switch (source.path("type").asText("")) {
            case "object" -> Type.OBJECT;
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.ANY;
        };
    }
}
