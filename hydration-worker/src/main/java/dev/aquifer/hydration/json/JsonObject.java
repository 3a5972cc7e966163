package dev.aquifer.hydration.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object and where it was found, with accessors that name the offending path when a field is
 * missing or of another type.
 */
public record JsonObject(String at, Map<String, Object> fields) {

    /** One without fields. */
    public static final JsonObject EMPTY = new JsonObject("nothing", Map.of());

    static JsonObject of(String at, Map<?, ?> raw) {
        Map<String, Object> fields = new LinkedHashMap<>();
        raw.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new JsonObject(at, fields);
    }

    /** Wraps a value that was read elsewhere. */
    public static JsonObject from(String at, Object value) {
        if (value instanceof Map<?, ?> map) {
            return of(at, map);
        }
        throw new JsonProblem(at + " must be an object");
    }

    /** A string that must be there and not be empty. */
    public String text(String name) {
        return optionalText(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new JsonProblem(path(name) + " is required"));
    }

    /** A string that may be absent. */
    public Optional<String> optionalText(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new JsonProblem(path(name) + " must be a string");
    }

    /** A whole number that must be there. */
    public long number(String name) {
        return optionalNumber(name)
                .orElseThrow(() -> new JsonProblem(path(name) + " must be a whole number"));
    }

    /** A whole number that may be absent. */
    public OptionalLong optionalNumber(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long number) {
            return OptionalLong.of(number);
        }
        if (value instanceof Double number && number == Math.rint(number) && number < 1L << 53) {
            return OptionalLong.of(number.longValue());
        }
        throw new JsonProblem(path(name) + " must be a whole number");
    }

    /** A truth value; absent is false. */
    public boolean flag(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new JsonProblem(path(name) + " must be true or false");
    }

    /** A nested object that must be there. */
    public JsonObject object(String name) {
        return optionalObject(name).orElseThrow(() -> new JsonProblem(path(name) + " is required"));
    }

    /** A nested object that may be absent. */
    public Optional<JsonObject> optionalObject(String name) {
        Object value = fields.get(name);
        return value == null ? Optional.empty() : Optional.of(from(path(name), value));
    }

    /** A list of strings; absent is empty. */
    public List<String> texts(String name) {
        return list(name).stream()
                .map(
                        item -> {
                            if (item instanceof String text) {
                                return text;
                            }
                            throw new JsonProblem(path(name) + " must hold strings");
                        })
                .toList();
    }

    /** A list of objects; absent is empty. */
    public List<JsonObject> objects(String name) {
        return list(name).stream().map(item -> from(path(name) + "[]", item)).toList();
    }

    private List<?> list(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> items) {
            return items;
        }
        throw new JsonProblem(path(name) + " must be a list");
    }

    private String path(String name) {
        return at + "." + name;
    }
}
