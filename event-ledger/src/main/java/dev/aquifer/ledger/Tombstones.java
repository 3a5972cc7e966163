package dev.aquifer.ledger;

import dev.aquifer.events.EventMeta;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tombstones have headers like events, but no type. Their sequence keeps a repeated tombstone from
 * ending a fact that came after it.
 */
final class Tombstones {
    private Tombstones() {}

    /** All but id and sequence, which are known later. */
    static List<WireHeader> headers(EventMeta meta) {
        var headers = new ArrayList<WireHeader>();
        headers.add(WireHeader.of("ce_specversion", "1.0"));
        headers.add(WireHeader.of("ce_source", meta.source()));
        headers.add(WireHeader.of("ce_time", meta.time().toString()));
        headers.add(WireHeader.of("ce_correlationid", meta.correlationId()));
        if (meta.causationId() != null) {
            headers.add(WireHeader.of("ce_causationid", meta.causationId()));
        }
        return headers;
    }

    /** What the headers say; null for a tombstone of others. */
    static @Nullable EventMeta meta(Map<String, String> headers) {
        var id = headers.get("ce_id");
        var source = headers.get("ce_source");
        var sequence = headers.get("ce_sequence");
        var time = headers.get("ce_time");
        if (id == null || source == null || sequence == null || time == null) {
            return null;
        }
        try {
            return new EventMeta(
                    id,
                    source,
                    Instant.parse(time),
                    headers.getOrDefault("ce_correlationid", id),
                    headers.get("ce_causationid"),
                    Long.parseLong(sequence),
                    List.of(),
                    null);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }
}
