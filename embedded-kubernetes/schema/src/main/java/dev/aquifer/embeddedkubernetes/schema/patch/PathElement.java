package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a field's path, written as in {@code fieldsV1}: {@code f:name}, {@code k:{keys}},
 * {@code v:value} or {@code i:index}.
 */
sealed interface PathElement extends Comparable<PathElement> {

    /** A field of a struct or an entry of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String serialized() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** An item of a list of type map, named by its key fields. */
    record Key(SortedMap<String, JsonNode> fields) implements PathElement {
        @Override
        public String serialized() {
            StringBuilder text = new StringBuilder("k:{");
            String separator = "";
            for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
                text.append(separator)
                        .append(Text.quote(field.getKey()))
                        .append(':')
                        .append(Text.json(field.getValue()));
                separator = ",";
            }
            return text.append('}').toString();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("[");
            fields.forEach(
                    (name, value) ->
                            text.append(text.length() > 1 ? "," : "")
                                    .append(name)
                                    .append('=')
                                    .append(value));
            return text.append(']').toString();
        }
    }

    /** An item of a set, named by its value. */
    record Value(JsonNode value) implements PathElement {
        @Override
        public String serialized() {
            return "v:" + Text.json(value);
        }

        @Override
        public String toString() {
            return "[=" + value + "]";
        }
    }

    /** An item named by its place. */
    record Index(int index) implements PathElement {
        @Override
        public String serialized() {
            return "i:" + index;
        }

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** As the key of an object in {@code fieldsV1}. */
    String serialized();

    /** Reads what {@link #serialized} writes. */
    static PathElement parse(String text) {
        String rest = text.length() < 2 ? "" : text.substring(2);
        return switch (text.length() < 2 ? "" : text.substring(0, 2)) {
            case "f:" -> new Field(rest);
            case "i:" -> new Index(Integer.parseInt(rest));
            case "v:" -> new Value(Text.parse(rest));
            case "k:" -> {
                SortedMap<String, JsonNode> fields = new TreeMap<>();
                Text.parse(rest).properties().forEach(f -> fields.put(f.getKey(), f.getValue()));
                yield new Key(fields);
            }
            default -> throw new IllegalArgumentException("unknown path element " + text);
        };
    }

    @Override
    default int compareTo(PathElement other) {
        if (this instanceof Field a && other instanceof Field b) {
            return a.name.compareTo(b.name);
        }
        if (this instanceof Key a && other instanceof Key b) {
            return Text.compare(a.fields, b.fields);
        }
        if (this instanceof Value a && other instanceof Value b) {
            return Text.compare(a.value, b.value);
        }
        if (this instanceof Index a && other instanceof Index b) {
            return Integer.compare(a.index, b.index);
        }
        return Integer.compare(rank(), other.rank());
    }

    private int rank() {
        return switch (this) {
            case Field f -> 0;
            case Key k -> 1;
            case Value v -> 2;
            case Index i -> 3;
        };
    }

    /** JSON in names, and the order of values. */
    final class Text {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final ObjectMapper SORTED =
                new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        private static final Comparator<JsonNode> BY_TYPE =
                Comparator.comparing(JsonNode::getNodeType);

        private Text() {}

        static String json(JsonNode value) {
            return value.toString()
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        }

        /** As Go writes it: fields in the order of their names. */
        static String sorted(JsonNode value) {
            try {
                return json(
                        JSON.readTree(
                                SORTED.writeValueAsString(
                                        SORTED.treeToValue(value, Object.class))));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("not a tree: " + value, e);
            }
        }

        static String quote(String text) {
            return json(com.fasterxml.jackson.databind.node.TextNode.valueOf(text));
        }

        static JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("not JSON: " + text, e);
            }
        }

        static int compare(JsonNode a, JsonNode b) {
            if (a.isNumber() && b.isNumber()) {
                return a.decimalValue().compareTo(b.decimalValue());
            }
            int byType = BY_TYPE.compare(a, b);
            return byType != 0
                    ? byType
                    : a.isTextual()
                            ? a.textValue().compareTo(b.textValue())
                            : a.toString().compareTo(b.toString());
        }

        static int compare(SortedMap<String, JsonNode> a, SortedMap<String, JsonNode> b) {
            Iterator<Map.Entry<String, JsonNode>> others = b.entrySet().iterator();
            for (Map.Entry<String, JsonNode> own : a.entrySet()) {
                if (!others.hasNext()) {
                    return 1;
                }
                Map.Entry<String, JsonNode> other = others.next();
                int byName = own.getKey().compareTo(other.getKey());
                int order = byName != 0 ? byName : compare(own.getValue(), other.getValue());
                if (order != 0) {
                    return order;
                }
            }
            return others.hasNext() ? -1 : 0;
        }
    }
}
