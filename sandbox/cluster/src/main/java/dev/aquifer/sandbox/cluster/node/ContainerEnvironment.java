package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a container: those of its image, then envFrom, then env, each over the ones
 * before.
 */
final class ContainerEnvironment {
    private final ConfigSource source;

    ContainerEnvironment(ConfigSource source) {
        this.source = source;
    }

    Map<String, String> of(DownwardFields fields, Container container, Map<String, String> image)
            throws NotYet {
        var namespace = fields.pod().getMetadata().getNamespace();
        var variables = new LinkedHashMap<>(image);
        for (var from : container.getEnvFrom()) {
            variables.putAll(all(namespace, from));
        }
        for (var variable : container.getEnv()) {
            value(fields, namespace, container, variable)
                    .ifPresent(
                            value ->
                                    variables.put(
                                            variable.getName(),
                                            References.expand(value, variables)));
        }
        return variables;
    }

    private Map<String, String> all(String namespace, EnvFromSource from) throws NotYet {
        var found = new LinkedHashMap<String, String>();
        var prefix = from.getPrefix() == null ? "" : from.getPrefix();
        if (from.getConfigMapRef() != null) {
            var reference = from.getConfigMapRef();
            found.putAll(
                    source.texts(
                            ConfigSource.Kind.CONFIG_MAP,
                            namespace,
                            reference.getName(),
                            isTrue(reference.getOptional())));
        }
        if (from.getSecretRef() != null) {
            var reference = from.getSecretRef();
            found.putAll(
                    source.texts(
                            ConfigSource.Kind.SECRET,
                            namespace,
                            reference.getName(),
                            isTrue(reference.getOptional())));
        }
        var prefixed = new LinkedHashMap<String, String>();
        found.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }

    private Optional<String> value(
            DownwardFields fields, String namespace, Container container, EnvVar variable)
            throws NotYet {
        var from = variable.getValueFrom();
        if (from == null) {
            return Optional.of(variable.getValue() == null ? "" : variable.getValue());
        }
        if (from.getFieldRef() != null) {
            return Optional.of(fields.field(from.getFieldRef().getFieldPath()));
        }
        if (from.getResourceFieldRef() != null) {
            var reference = from.getResourceFieldRef();
            return Optional.of(
                    DownwardFields.resource(
                            container, reference.getResource(), reference.getDivisor()));
        }
        return keyed(namespace, from);
    }

    private Optional<String> keyed(String namespace, EnvVarSource from) throws NotYet {
        if (from.getSecretKeyRef() != null) {
            var key = from.getSecretKeyRef();
            return one(
                    ConfigSource.Kind.SECRET,
                    namespace,
                    key.getName(),
                    key.getKey(),
                    isTrue(key.getOptional()));
        }
        if (from.getConfigMapKeyRef() != null) {
            var key = from.getConfigMapKeyRef();
            return one(
                    ConfigSource.Kind.CONFIG_MAP,
                    namespace,
                    key.getName(),
                    key.getKey(),
                    isTrue(key.getOptional()));
        }
        return Optional.empty();
    }

    private Optional<String> one(
            ConfigSource.Kind kind, String namespace, String name, String key, boolean optional)
            throws NotYet {
        var value = source.texts(kind, namespace, name, optional).get(key);
        if (value == null && !optional) {
            throw new NotYet(
                    "CreateContainerConfigError",
                    "couldn't find key %s in %s %s/%s"
                            .formatted(key, kind.word(), namespace, name));
        }
        return Optional.ofNullable(value);
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
