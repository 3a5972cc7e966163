package dev.aquifer.bridge.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.bridge.domain.Asked;
import dev.aquifer.bridge.domain.Asked.Origin;
import dev.aquifer.bridge.domain.Asked.Wish;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests as strangers write them. Only what is needed to find the resource is asked for here: the
 * spec stays as it was written, so that the control API judges it, with its own words.
 */
final class RequestDecoder {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private RequestDecoder() {}

    /**
     * What a record asks for. Never throws, whatever others wrote.
     *
     * @param headers by name; the last of a name counts
     */
    static Asked decode(
            RequestPlace place,
            byte @Nullable [] key,
            Map<String, String> headers,
            byte @Nullable [] value) {
        var id = headers.getOrDefault("ce_id", "").strip();
        var source = headers.getOrDefault("ce_source", "").strip();
        var correlation = headers.getOrDefault("ce_correlationid", "").strip();
        var origin =
                new Origin(
                        place,
                        id,
                        source,
                        Stream.of(correlation, id, place.toString())
                                .filter(text -> !text.isEmpty())
                                .findFirst()
                                .orElseThrow(),
                        headers.get("ce_traceparent"));
        var keyText = text(key);
        var about = named(keyText).or(() -> named(headers.get("ce_subject")));
        try {
            return asked(origin, keyText, headers, value, about);
        } catch (Refused e) {
            return new Asked.Unreadable(origin, about, e.why);
        }
    }

    private static Asked asked(
            Origin origin,
            @Nullable String key,
            Map<String, String> headers,
            byte @Nullable [] value,
            Optional<ResourceRef> about) {
        var type = required(headers, "ce_type");
        required(headers, "ce_id");
        required(headers, "ce_source");
        var requires = headers.getOrDefault("ce_requires", "").strip();
        if (!requires.isEmpty()) {
            return new Asked.Beyond(
                    origin,
                    about,
                    "it requires " + requires + ", which this release does not know");
        }
        var wanted = RequestTypes.wanting(type);
        var unwanted = RequestTypes.withdrawing(type);
        var verified = RequestTypes.verifying(type);
        var known = wanted.or(() -> unwanted).or(() -> verified);
        if (known.isEmpty()) {
            return new Asked.Beyond(
                    origin, about, "this release knows no request of the type " + type);
        }
        var payload = payload(value);
        var subject = payload.path("subject");
        var name = name(key, subject.path("resource"), headers.get("ce_subject"));
        requireKind(known.get(), name, type);
        var wish =
                wanted.isPresent()
                        ? apply(payload)
                        : unwanted.isPresent()
                                ? new Wish.Delete()
                                : new Wish.Annotate(Map.of(Marks.VERIFY, whichever(origin)));
        return new Asked.Request(origin, name, life(subject.path("uid")), wish);
    }

    /** Source and id, as only both together tell a request; no two pairs give the same text. */
    private static String whichever(Origin origin) {
        return Stream.of(origin.source(), origin.id())
                .map(part -> part.replace("%", "%25").replace(" ", "%20"))
                .collect(Collectors.joining(" "));
    }

    private static JsonNode payload(byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            throw new Refused("payload is missing");
        }
        try {
            var payload = EventCodec.JSON.readTree(value);
            if (payload == null || !payload.isObject()) {
                throw new Refused("payload is not a JSON object");
            }
            return payload;
        } catch (IOException e) { // of Jackson: the message may quote what was sent
            throw new Refused("payload is not JSON");
        }
    }

    /** Order is that of the key's partition, so the key has to name what the request is about. */
    private static ResourceRef name(
            @Nullable String key, JsonNode said, @Nullable String subjectHeader) {
        if (key == null) {
            throw new Refused("key is missing or not UTF-8: it has to be kind/namespace/name");
        }
        var name = parsed("key", key);
        var others = Stream.of(said.isTextual() ? said.textValue() : null, subjectHeader);
        others.filter(Objects::nonNull)
                .filter(other -> !other.equals(name.toString()))
                .findFirst()
                .ifPresent(
                        other -> {
                            throw new Refused("key is " + name + ", and the subject is " + other);
                        });
        return name;
    }

    private static void requireKind(Kind kind, ResourceRef name, String type) {
        if (!kind.kindName().equals(name.kind())) {
            throw new Refused("key names a " + name.kind() + ", and the type is " + type);
        }
        if (kind.namespaced() == (name.namespaceOrNull() == null)) {
            throw new Refused(
                    kind.namespaced()
                            ? "key lacks the namespace of a " + name.kind()
                            : "key has a namespace, and a "
                                    + name.kind()
                                    + " lives in none: say -");
        }
    }

    private static Wish apply(JsonNode payload) {
        var spec = payload.path("spec");
        if (!spec.isObject()) {
            throw new Refused("payload: spec is missing or not an object");
        }
        var metadata = payload.path("metadata");
        return new Wish.Apply(
                texts("labels", metadata.path("labels")),
                texts("annotations", metadata.path("annotations")),
                Fingerprint.tree(spec));
    }

    private static Map<String, String> texts(String what, JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return Map.of();
        }
        try {
            return EventCodec.JSON.treeToValue(json, TEXTS).entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (JsonProcessingException e) {
            throw new Refused("payload: metadata." + what + " is not an object of strings");
        }
    }

    private static @Nullable Uid life(JsonNode uid) {
        return uid.isTextual() && !uid.textValue().isBlank() ? new Uid(uid.textValue()) : null;
    }

    private static String required(Map<String, String> headers, String name) {
        var value = headers.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new Refused("header " + name + " is missing");
        }
        return value;
    }

    private static ResourceRef parsed(String what, String text) {
        try {
            return ResourceRef.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(what + ": " + e.getMessage());
        }
    }

    private static Optional<ResourceRef> named(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(ResourceRef::parse);
        } catch (IllegalArgumentException e) { // then it is named elsewhere, or nowhere
            return Optional.empty();
        }
    }

    private static @Nullable String text(byte @Nullable [] key) {
        try {
            return key == null
                    ? null
                    : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** It cannot be read, and why: the name of what is wrong, no payload. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String why;

        Refused(String why) {
            super(why, null, false, false);
            this.why = why;
        }
    }
}
