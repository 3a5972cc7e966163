package dev.aquifer.embeddedkubernetes.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Trees to bytes and back, the same way everywhere. */
public final class ObjectJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private ObjectJson() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads what {@link #write} wrote. */
    public static ObjectNode read(byte[] json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("stored object is not JSON", e);
        }
    }

    /**
     * The same object with its numbers as reading would make them, so that equal objects are equal
     * trees.
     */
    public static <T extends JsonNode> T canonical(T tree) {
        try {
            @SuppressWarnings("unchecked") // what was written as a kind of node is read as that
            T read = (T) MAPPER.readTree(write(tree));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compact JSON in UTF-8. */
    public static byte[] write(JsonNode object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
