package dev.aquifer.events.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record as a broker has it, without a client's types.
 *
 * @param topic name on the broker
 * @param key text of the slot
 * @param partitionKey what the partition follows from
 * @param headers by name, UTF-8
 * @param value JSON; empty for a tombstone
 */
public record WireRecord(
        String topic, String key, String partitionKey, Map<String, String> headers, String value) {
    public WireRecord {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
