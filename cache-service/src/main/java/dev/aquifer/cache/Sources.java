package dev.aquifer.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.events.Subject;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import dev.aquifer.events.wire.EventCodec;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of a source mean. */
final class Sources {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private Sources() {}

    /** A part of the spec that is not carried out yet. */
    record Gap(String feature, String message) {}

    /** The first part of a spec that is not carried out yet. */
    static Optional<Gap> gap(ModelCacheSpec spec) {
        var source = spec.artifact().source();
        if (source.oci() != null) {
            return Optional.of(pending("oci"));
        }
        if (source.configMap() != null) {
            return Optional.of(pending("configMap"));
        }
        if (brought(spec) != null) {
            return Optional.empty();
        }
        if (source.s3() != null) {
            return Optional.of(pending("s3"));
        }
        if (source.huggingFace() != null && source.huggingFace().tokenSecretRef() != null) {
            return Optional.of(secret("huggingFace.tokenSecretRef"));
        }
        if (source.http() != null && source.http().authSecretRef() != null) {
            return Optional.of(secret("http.authSecretRef"));
        }
        if (spec.storage().pvc() == null) {
            return Optional.of(
                    new Gap("storage.pvc", "spec.storage.pvc is missing; there is no default"));
        }
        return Optional.empty();
    }

    private static Gap pending(String source) {
        return new Gap(
                source,
                "Source `" + source + "` is not implemented yet; use huggingFace, http or inline");
    }

    private static Gap secret(String field) {
        return new Gap(
                field,
                "`"
                        + field
                        + "` is not implemented yet; only sources that need no credentials can be"
                        + " fetched");
    }

    /** The claim that users bring; null when one is to be made. */
    static @Nullable String brought(ModelCacheSpec spec) {
        var existing = spec.storage().existingPVC();
        return spec.storage().backend().equals("ExistingPVC") && existing != null
                ? existing.claimName()
                : null;
    }

    /** The field that is set. */
    static String name(Source source) {
        return set(source).map(Set::name).orElse("none");
    }

    /** Another source has another name. */
    static String plan(Source source) {
        return ObjectNames.sha256(text(EventCodec.JSON.valueToTree(source))).substring(0, 16);
    }

    /** Whether a worker has to find out which revision the source stands for. */
    static boolean resolves(Source source) {
        if (source.inline() != null) {
            return false;
        }
        var hub = source.huggingFace();
        return hub == null || hub.revision() == null || !COMMIT.matcher(hub.revision()).matches();
    }

    /** What the worker of an attempt is asked, as its README says. */
    static String request(
            Subject cache,
            long attempt,
            Source source,
            @Nullable String pinned,
            CacheSettings.HydrationSettings settings) {
        var request = EventCodec.JSON.createObjectNode();
        request.put("schemaVersion", 1);
        request.put("cache", cache.resource().toString());
        request.put("uid", cache.admittedUid().value());
        request.put("generation", cache.generation());
        request.put("attempt", attempt);
        set(source).ifPresent(s -> request.putObject("source").set(s.name(), s.fields(settings)));
        if (pinned != null) {
            request.put("pinned", pinned);
        }
        request.putObject("target").put("root", "/mnt/artifact").put("subPath", "");
        var origins = request.putObject("policy").putArray("allowPrivateOrigins");
        settings.allowedPrivateOrigins().ifPresent(all -> all.forEach(origins::add));
        return text(request);
    }

    private record Set(String name, Object value) {
        ObjectNode fields(CacheSettings.HydrationSettings settings) {
            ObjectNode fields = EventCodec.JSON.valueToTree(value);
            if (value instanceof ModelCacheSpec.HuggingFace) {
                fields.put("endpoint", settings.huggingfaceEndpoint().toString());
            }
            return fields;
        }
    }

    private static Optional<Set> set(Source source) {
        if (source.huggingFace() != null) {
            return Optional.of(new Set("huggingFace", source.huggingFace()));
        }
        if (source.http() != null) {
            return Optional.of(new Set("http", source.http()));
        }
        if (source.inline() != null) {
            return Optional.of(new Set("inline", source.inline()));
        }
        return Optional.empty();
    }

    private static String text(JsonNode tree) {
        try {
            return EventCodec.JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
