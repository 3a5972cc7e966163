package dev.aquifer.cluster.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.events.wire.EventCodec;

/** Values as text in the database, in the JSON of the bus. */
final class StoredJson {
    private StoredJson() {}

    static String write(Object value) {
        try {
            return EventCodec.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass(), e);
        }
    }

    static <T> T read(String text, Class<T> type) {
        try {
            return EventCodec.JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type.getSimpleName(), e);
        }
    }

    static <T> T read(String text, TypeReference<T> type) {
        try {
            return EventCodec.JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + type.getType(), e);
        }
    }
}
