package dev.aquifer.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cache.domain.Origin;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import dev.aquifer.events.wire.EventCodec;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of a source mean. */
final class Sources {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern AUTHORITY = Pattern.compile("^(https?)://(?:[^/?#]*@)?([^/?#]+)");
    private static final String DOCKER_HUB = "registry-1.docker.io";

    private Sources() {}

    /** A part of the spec that cannot be carried out. */
    record Gap(String feature, String message) {}

    /** The first part of a spec that cannot be carried out. */
    static Optional<Gap> gap(ModelCacheSpec spec) {
        if (brought(spec) != null) {
            return Optional.empty();
        }
        var pvc = spec.storage().pvc();
        if (pvc == null) {
            return Optional.of(
                    new Gap("storage.pvc", "spec.storage.pvc is missing; there is no default"));
        }
        return "ReadOnlyMany".equals(pvc.accessMode())
                ? Optional.of(
                        new Gap(
                                "storage.pvc.accessMode",
                                "a claim of accessMode ReadOnlyMany cannot be filled; use"
                                        + " ReadWriteMany or ReadWriteOnce, or backend ExistingPVC"
                                        + " for a claim that is filled"))
                : Optional.empty();
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
        return SourceFields.of(source).name();
    }

    /** Another source, or another claim that users bring, has another name. */
    static String plan(ModelCacheSpec spec) {
        var brought = brought(spec);
        var source = text(EventCodec.JSON.valueToTree(spec.artifact().source()));
        return ObjectNames.sha256(brought == null ? source : source + "\n" + brought)
                .substring(0, 16);
    }

    /** Whether a worker has to find out which revision the source stands for. */
    static boolean resolves(Source source) {
        if (source.inline() != null) {
            return false;
        }
        if (source.oci() != null) {
            return !source.oci().image().contains("@sha256:");
        }
        var hub = source.huggingFace();
        return hub == null || hub.revision() == null || !COMMIT.matcher(hub.revision()).matches();
    }

    /** Whom it is fetched from; empty where nothing is fetched over a network. */
    static Optional<Origin> origin(
            Source source, String namespace, CacheSettings.HydrationSettings settings) {
        return host(source, settings)
                .map(
                        host ->
                                new Origin(
                                        host,
                                        SourceInputs.secret(source)
                                                .map(name -> namespace + "/" + name)
                                                .orElse("")));
    }

    private static Optional<String> host(Source source, CacheSettings.HydrationSettings settings) {
        if (source.huggingFace() != null) {
            return Optional.of(
                    authority(
                            Objects.requireNonNullElse(
                                    source.huggingFace().endpoint(),
                                    settings.huggingfaceEndpoint().toString())));
        }
        if (source.http() != null) {
            return Optional.of(authority(source.http().url()));
        }
        if (source.s3() != null) {
            var endpoint = source.s3().endpoint();
            return Optional.of(endpoint == null ? "s3.amazonaws.com" : authority(endpoint));
        }
        return source.oci() == null
                ? Optional.empty()
                : Optional.of(registry(source.oci().image()));
    }

    private static String authority(String address) {
        var found = AUTHORITY.matcher(address.toLowerCase(Locale.ROOT));
        if (!found.find()) {
            return address;
        }
        var usual = found.group(1).equals("https") ? ":443" : ":80";
        var host = found.group(2);
        return host.endsWith(usual) ? host.substring(0, host.length() - usual.length()) : host;
    }

    /** As image references say it: a first part without dot or port is no host. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        var first = slash < 0 ? "" : image.substring(0, slash).toLowerCase(Locale.ROOT);
        return first.contains(".") || first.contains(":") || first.equals("localhost")
                ? first
                : DOCKER_HUB;
    }

    static String text(JsonNode tree) {
        try {
            return EventCodec.JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
