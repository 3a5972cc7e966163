package dev.aquifer.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that a transaction wants to publish.
 *
 * @param slot the text that names it; null for a dead letter, which keeps the headers it had and
 *     gets no number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(
        String topic,
        String partitionKey,
        @Nullable String slot,
        byte @Nullable [] key,
        List<WireHeader> headers,
        byte @Nullable [] value) {
    Outgoing {
        headers = List.copyOf(headers);
    }

    /** What orders it: commits that publish for the same resource come one after the other. */
    long orderKey() {
        return Numbering.lockKey(topic + ' ' + partitionKey);
    }
}
