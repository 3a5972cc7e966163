package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON or YAML document as it was sent.
 *
 * @param duplicates paths of fields that stood there more than once (the last one wins), as in
 *     {@code duplicate field "spec.foo"}
 */
public record RequestBody(JsonNode content, List<String> duplicates) {

    /** Thrown for what is neither JSON nor YAML; the message is fit for a 400 BadRequest. */
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads JSON, or YAML when the media type says so ({@code application/yaml}, {@code
     * application/apply-patch+yaml}).
     */
    public static RequestBody parse(byte[] body, String mediaType) throws Malformed {
        boolean yaml = mediaType.contains("yaml") && !looksLikeJson(body);
        try (JsonParser parser =
                yaml ? Formats.YAML.createParser(body) : Formats.JSON.createParser(body)) {
            Reader reader = new Reader(parser);
            if (parser.nextToken() == null) {
                throw new Malformed("unexpected end of JSON input");
            }
            JsonNode content = reader.read("");
            if (parser.nextToken() != null) {
                throw new Malformed("the body holds more than one document");
            }
            return new RequestBody(content, List.copyOf(reader.duplicates));
        } catch (JsonEOFException e) {
            throw new Malformed("unexpected end of JSON input");
        } catch (JsonProcessingException e) {
            throw new Malformed(
                    (yaml ? "error parsing YAML: " : "invalid JSON: ") + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean looksLikeJson(byte[] body) {
        for (byte b : body) {
            if (!Character.isWhitespace(b)) {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    /** Kept apart because loading the YAML parser takes time that JSON need not wait for. */
    private static final class Formats {
        static final JsonFactory JSON = new JsonFactory();
        static final JsonFactory YAML = new YAMLFactory();
    }

    private static final class Reader {
        private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
        private final JsonParser parser;
        private final List<String> duplicates = new ArrayList<>();

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        JsonNode read(String path) throws IOException {
            return switch (parser.currentToken()) {
                case START_OBJECT -> readObject(path);
                case START_ARRAY -> readArray(path);
                case VALUE_TRUE -> NODES.booleanNode(true);
                case VALUE_FALSE -> NODES.booleanNode(false);
                case VALUE_NULL -> NODES.nullNode();
                case VALUE_NUMBER_INT ->
                        NODES.numberNode(parser.getBigIntegerValue()).canConvertToLong()
                                ? NODES.numberNode(parser.getLongValue())
                                : NODES.numberNode(parser.getDoubleValue());
                case VALUE_NUMBER_FLOAT -> real(parser.getDoubleValue());
                default -> NODES.textNode(parser.getText());
            };
        }

        /** An API server writes 1.0 as 1. */
        private static JsonNode real(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? NODES.numberNode((long) value)
                    : NODES.numberNode(value);
        }

        private ObjectNode readObject(String path) throws IOException {
            ObjectNode object = NODES.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                String below = path.isEmpty() ? name : path + "." + name;
                if (object.has(name) && !duplicates.contains(below)) {
                    duplicates.add(below);
                }
                parser.nextToken();
                object.set(name, read(below));
            }
            return object;
        }

        private ArrayNode readArray(String path) throws IOException {
            ArrayNode array = NODES.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(read(path + "[" + array.size() + "]"));
            }
            return array;
        }
    }
}
