package dev.aquifer.cache;

import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.spec.ModelCacheSpec.SecretKey;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source needs of the control cluster: only names, which cluster-service follows. The files
 * that its worker finds are those of the worker's README.
 */
record SourceInputs(List<SecretCopy> secrets, List<ConfigMapCopy> configMaps) {
    static final SourceInputs NONE = new SourceInputs(List.of(), List.of());

    /** The copies for a Job of that name, in its namespace. */
    static SourceInputs of(Source source, String namespace, String job, String content) {
        var map = source.configMap();
        return new SourceInputs(
                secrets(source, namespace, job),
                map == null
                        ? List.of()
                        : List.of(new ConfigMapCopy(namespace, map.name(), map.key(), content)));
    }

    /** The Secret that a source names. */
    static Optional<String> secret(Source source) {
        if (source.huggingFace() != null) {
            return name(source.huggingFace().tokenSecretRef());
        }
        if (source.http() != null) {
            return name(source.http().authSecretRef());
        }
        if (source.s3() != null && source.s3().secretRef() != null) {
            return Optional.of(source.s3().secretRef().name());
        }
        return source.oci() != null && source.oci().pullSecretRef() != null
                ? Optional.of(source.oci().pullSecretRef().name())
                : Optional.empty();
    }

    private static Optional<String> name(@Nullable SecretKey ref) {
        return Optional.ofNullable(ref).map(SecretKey::name);
    }

    private static List<SecretCopy> secrets(Source source, String namespace, String job) {
        return secret(source).stream()
                .flatMap(
                        name ->
                                keys(source).stream()
                                        .map(
                                                key ->
                                                        new SecretCopy(
                                                                namespace,
                                                                name,
                                                                key.inSecret(),
                                                                job,
                                                                key.file(),
                                                                key.optional() ? true : null)))
                .toList();
    }

    private record Key(String inSecret, String file, boolean optional) {
        Key(String inSecret, String file) {
            this(inSecret, file, false);
        }
    }

    private static final List<Key> OF_A_BUCKET =
            List.of(
                    new Key("access_key", "access_key"),
                    new Key("secret_key", "secret_key"),
                    new Key("session_token", "session_token", true));

    private static List<Key> keys(Source source) {
        if (source.huggingFace() != null) {
            return List.of(key(source.huggingFace().tokenSecretRef(), "HF_TOKEN", "token"));
        }
        if (source.http() != null) {
            return List.of(key(source.http().authSecretRef(), "Authorization", "authorization"));
        }
        return source.s3() != null
                ? OF_A_BUCKET
                : List.of(new Key(".dockerconfigjson", ".dockerconfigjson"));
    }

    private static Key key(@Nullable SecretKey ref, String usual, String file) {
        return new Key(Objects.requireNonNullElse(ref == null ? null : ref.key(), usual), file);
    }
}
