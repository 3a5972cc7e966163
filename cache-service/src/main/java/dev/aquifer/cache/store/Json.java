package dev.aquifer.cache.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import java.util.Map;

/** Values in columns. */
final class Json {
    private static final ObjectMapper MAPPER =
            EventCodec.JSON.copy().addMixIn(Hydration.class, HydrationNames.class);

    private Json() {}

    /** The names of states in the database, so that the domain needs no annotations. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Hydration.Idle.class, name = "idle"),
        @JsonSubTypes.Type(value = Hydration.Requested.class, name = "requested"),
        @JsonSubTypes.Type(value = Hydration.Running.class, name = "running"),
        @JsonSubTypes.Type(value = Hydration.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = Hydration.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = Hydration.TooLarge.class, name = "tooLarge")
    })
    private interface HydrationNames {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass(), e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type, e);
        }
    }

    static Map<String, String> map(String json) {
        return read(json, new TypeReference<>() {});
    }

    static List<String> list(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type.getType(), e);
        }
    }
}
