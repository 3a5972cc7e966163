package dev.aquifer.events.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events to records and back. Threads may share one. */
public final class EventCodec {
    /** The JSON of the bus: absent instead of null, times as ISO 8601, unknown fields ignored. */
    public static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(200)
                                .maxStringLength(2 * 1024 * 1024)
                                .build());
    }

    private final Set<String> features;

    /** A codec for a reader that knows the given features. */
    public EventCodec(Set<String> features) {
        this.features = Set.copyOf(features);
    }

    /** A codec for a reader that knows no more than the first release. */
    public EventCodec() {
        this(Set.of());
    }

    /** The record of an event. */
    public WireRecord encode(Topic topic, Envelope<? extends Event> envelope) {
        var event = envelope.event();
        var meta = envelope.meta();
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", meta.id());
        headers.put("ce_source", meta.source());
        headers.put("ce_type", EventCatalogue.typeOf(event.getClass()));
        headers.put("ce_subject", event.subject().resource().toString());
        headers.put("ce_time", meta.time().toString());
        headers.put("ce_dataschema", "urn:" + EventCatalogue.typeOf(event.getClass()));
        headers.put("ce_correlationid", meta.correlationId());
        if (meta.causationId() != null) {
            headers.put("ce_causationid", meta.causationId());
        }
        headers.put("ce_sequence", Long.toString(meta.sequence()));
        if (!meta.requires().isEmpty()) {
            headers.put("ce_requires", String.join(",", meta.requires()));
        }
        if (meta.traceparent() != null) {
            headers.put("ce_traceparent", meta.traceparent());
        }
        headers.put("content-type", "application/json");
        var slot = event.slot();
        return new WireRecord(
                topic.topicName(), slot.toString(), slot.partition(), headers, json(event));
    }

    private static String json(Event event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + event.getClass(), e);
        }
    }

    /**
     * What a record is. Never throws for what others wrote: whatever it is, it is one of {@link
     * Decoded}.
     *
     * @param key of the record; null is not a key of ours
     * @param value of the record; null or empty is a tombstone
     */
    public Decoded decode(
            @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {
        if (key == null || key.isEmpty()) {
            return new Decoded.Undecodable("key is missing");
        }
        if (value == null || value.length == 0) {
            return new Decoded.Tombstone(key);
        }
        var type = headers.get("ce_type");
        EventMeta meta;
        try {
            meta = meta(headers);
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Decoded.Undecodable("header " + e.getMessage());
        }
        if (type == null) {
            return new Decoded.Undecodable("header ce_type is missing");
        }
        var missing = meta.requires().stream().filter(f -> !features.contains(f)).toList();
        if (!missing.isEmpty()) {
            return new Decoded.UpgradeRequired(meta, type, missing);
        }
        var record = EventCatalogue.all().find(type);
        if (record.isEmpty()) {
            return new Decoded.Unknown(meta, type);
        }
        return read(record.get(), meta, value);
    }

    private static Decoded read(Class<? extends Event> record, EventMeta meta, byte[] value) {
        try {
            Event event = JSON.readValue(value, record);
            if (event == null) {
                return new Decoded.Undecodable("payload is the JSON null");
            }
            var absent = RequiredFields.firstAbsent(event);
            if (absent.isPresent()) {
                return new Decoded.Undecodable("payload: " + absent.get() + " is missing");
            }
            return new Decoded.Known(new Envelope<>(meta, event));
        } catch (JsonMappingException e) {
            return new Decoded.Undecodable(
                    "payload: " + path(e) + " does not fit " + record.getSimpleName());
        } catch (JsonProcessingException e) {
            return new Decoded.Undecodable("payload is not JSON");
        } catch (java.io.IOException e) {
            return new Decoded.Undecodable("payload cannot be read");
        } catch (RuntimeException e) {
            // Constructors of our records refuse what does not fit, and say what.
            return new Decoded.Undecodable("payload does not fit " + record.getSimpleName());
        }
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(
                            step.getFieldName() == null
                                    ? "[" + step.getIndex() + "]"
                                    : step.getFieldName());
        }
        return path.isEmpty() ? "the whole" : path.toString();
    }

    private static EventMeta meta(Map<String, String> headers) {
        return new EventMeta(
                required(headers, "ce_id"),
                required(headers, "ce_source"),
                time(headers),
                headers.getOrDefault("ce_correlationid", required(headers, "ce_id")),
                headers.get("ce_causationid"),
                sequence(headers.get("ce_sequence")),
                list(headers.get("ce_requires")),
                headers.get("ce_traceparent"));
    }

    private static String required(Map<String, String> headers, String name) {
        var value = headers.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Instant time(Map<String, String> headers) {
        var text = headers.get("ce_time");
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("ce_time is not a time of ISO 8601", e);
        }
    }

    private static long sequence(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("ce_sequence is not a number", e);
        }
    }

    private static List<String> list(@Nullable String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }
}
