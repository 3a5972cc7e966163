package dev.aquifer.embeddedkubernetes.protobuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Values that are one thing in JSON, however many fields their message has. */
final class Scalars {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MICROS_IN_NANOS = 1000;

    private Scalars() {}

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** The smallest kind of number that holds it, as reading JSON would make it. */
    static JsonNode number(long value) {
        return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
    }

    static boolean isZero(JsonNode value) {
        return (value.isTextual() && value.asText().isEmpty())
                || (value.isBoolean() && !value.asBoolean())
                || (value.isNumber() && value.asDouble() == 0);
    }

    static JsonNode read(ByteBuffer bytes, char type) {
        return switch (type) {
            case 's' -> JSON.textNode(text(bytes));
            case 'y' -> JSON.textNode(base64(bytes));
            case 'T' -> time(numbers(bytes), false);
            case 'U' -> time(numbers(bytes), true);
            case 'D' ->
                    JSON.textNode(Duration.ofNanos(numbers(bytes).getOrDefault(1, 0L)).toString());
            case 'Q' -> JSON.textNode(text(piece(bytes, 1)));
            case 'I' ->
                    numbers(bytes).getOrDefault(1, 0L) == 1
                            ? JSON.textNode(text(piece(bytes, 3)))
                            : number(numbers(bytes).getOrDefault(2, 0L));
            case 'F', 'R' -> object(piece(bytes, 1));
            case 'X' -> texts(bytes);
            default -> throw new BufferUnderflowException();
        };
    }

    private static String base64(ByteBuffer bytes) {
        byte[] content = new byte[bytes.remaining()];
        bytes.duplicate().get(content);
        return Base64.getEncoder().encodeToString(content);
    }

    /** The zero time is none. */
    private static JsonNode time(Map<Integer, Long> fields, boolean micros) {
        if (fields.isEmpty()) {
            return JSON.nullNode();
        }
        long nanos = fields.getOrDefault(2, 0L);
        String seconds = Instant.ofEpochSecond(fields.getOrDefault(1, 0L)).toString();
        return JSON.textNode(
                micros
                        ? seconds.replace("Z", ".%06dZ".formatted(nanos / MICROS_IN_NANOS))
                        : seconds);
    }

    private static JsonNode object(ByteBuffer json) {
        try {
            return json.hasRemaining() ? MAPPER.readTree(text(json)) : JSON.nullNode();
        } catch (JsonProcessingException _) {
            return JSON.nullNode();
        }
    }

    private static JsonNode texts(ByteBuffer bytes) {
        ArrayNode texts = JSON.arrayNode();
        var in = new WireReader(bytes);
        while (in.hasMore()) {
            int tag = (int) in.varint();
            if (tag >>> 3 == 1) {
                texts.add(text(in.bytes()));
            } else {
                in.skip(tag & 7);
            }
        }
        return texts;
    }

    private static ByteBuffer piece(ByteBuffer bytes, int wanted) {
        var in = new WireReader(bytes);
        while (in.hasMore()) {
            int tag = (int) in.varint();
            if (tag >>> 3 == wanted && (tag & 7) == WireReader.BYTES) {
                return in.bytes();
            }
            in.skip(tag & 7);
        }
        return ByteBuffer.allocate(0);
    }

    private static Map<Integer, Long> numbers(ByteBuffer bytes) {
        var numbers = new HashMap<Integer, Long>();
        var in = new WireReader(bytes);
        while (in.hasMore()) {
            int tag = (int) in.varint();
            if ((tag & 7) == WireReader.VARINT) {
                numbers.put(tag >>> 3, in.varint());
            } else {
                in.skip(tag & 7);
            }
        }
        return numbers;
    }
}
