package dev.aquifer.hydration.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON as plain Java values: objects are maps in the order written, arrays are
 * lists, whole numbers are longs. A field that is null is left out when read, so absent and null
 * mean the same.
 */
public final class Json {

    private static final int DEEPEST = 64;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private Json() {}

    /** Reads one JSON object; what it holds is reached through typed accessors. */
    public static JsonObject object(String at, byte[] json) {
        try {
            if (value(at, new ByteArrayInputStream(json)) instanceof Map<?, ?> fields) {
                return JsonObject.of(at, fields);
            }
        } catch (IOException e) {
            throw new JsonProblem(at + " is not JSON: " + firstLine(e));
        }
        throw new JsonProblem(at + " must be a JSON object");
    }

    /** Reads one JSON value from a stream, which may end in an I/O error of its own. */
    public static Object value(String at, InputStream json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.VALUE_NULL) {
                throw new JsonProblem(at + " is empty");
            }
            Object value = read(parser);
            if (parser.nextToken() != null) {
                throw new JsonProblem(at + " goes on after its end");
            }
            return value;
        } catch (JsonParseException e) {
            throw new JsonProblem(at + " is not JSON: " + firstLine(e));
        }
    }

    /** Writes a value made of maps, lists, strings, numbers and booleans, on one line. */
    public static String text(Object value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String firstLine(IOException e) {
        String message =
                e instanceof JsonProcessingException json
                        ? json.getOriginalMessage()
                        : String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("unreadable");
    }

    private static Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new JsonProblem("unexpected " + parser.currentToken());
        };
    }

    private static Object whole(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getDoubleValue()
                : (Object) parser.getLongValue();
    }

    private static Map<String, Object> readObject(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                fields.put(name, read(parser));
            }
        }
        return fields;
    }

    private static List<Object> readArray(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                items.add(read(parser));
            }
        }
        return items;
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> fields -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    out.writeFieldName(String.valueOf(field.getKey()));
                    write(out, field.getValue());
                }
                out.writeEndObject();
            }
            case Iterable<?> items -> {
                out.writeStartArray();
                for (Object item : items) {
                    write(out, item);
                }
                out.writeEndArray();
            }
            case Long number -> out.writeNumber(number);
            case Integer number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }
}
