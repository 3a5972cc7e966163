package dev.aquifer.bridge.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.aquifer.events.DesiredEvent.Requested;
import dev.aquifer.events.wire.EventCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Names what is said, so that the same said again has the same name. */
public final class Fingerprint {
    private static final ObjectMapper SORTED =
            EventCodec.JSON.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Fingerprint() {}

    /** Of metadata and spec: all that an event says of a resource beside which edit it is. */
    static String of(Requested requested) {
        return of(List.of(requested.metadata(), DesiredEvents.spec(requested)));
    }

    /** Of whatever has a JSON form; the order of its fields does not matter. */
    public static String of(Object content) {
        try {
            var tree = SORTED.convertValue(content, Object.class);
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(SORTED.writeValueAsBytes(tree));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256, and maps have a JSON form", e);
        }
    }

    /** JSON as maps, lists and values, without nulls. */
    public static Map<String, Object> tree(JsonNode json) {
        var tree = SORTED.convertValue(json, MAP);
        dropNulls(tree);
        return tree;
    }

    private static void dropNulls(Object tree) {
        switch (tree) {
            case Map<?, ?> map -> {
                map.values().removeIf(value -> value == null);
                map.values().forEach(Fingerprint::dropNulls);
            }
            case List<?> list -> list.forEach(Fingerprint::dropNulls);
            default -> {}
        }
    }
}
