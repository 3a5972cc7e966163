package dev.aquifer.deployment.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import java.util.Map;

/** Columns of JSON: they hold what the bus holds, in the bus's own form. */
final class Json {
    private Json() {}

    static String write(Object value) {
        try {
            return EventCodec.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass(), e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return EventCodec.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type.getSimpleName(), e);
        }
    }

    static Map<String, String> map(String json) {
        return read(json, new TypeReference<>() {});
    }

    static List<String> strings(String json) {
        return read(json, new TypeReference<>() {});
    }

    static <T> T read(String json, TypeReference<T> type) {
        try {
            return EventCodec.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type.getType(), e);
        }
    }
}
