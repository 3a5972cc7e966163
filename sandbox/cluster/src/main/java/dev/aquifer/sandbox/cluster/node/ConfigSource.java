package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ConfigMaps and Secrets, read when a container needs them and kept nowhere. */
final class ConfigSource {
    private final KubernetesClient client;

    ConfigSource(KubernetesClient client) {
        this.client = client;
    }

    /** Where values come from. */
    enum Kind {
        CONFIG_MAP("configmap"),
        SECRET("secret");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** All entries as text. */
    Map<String, String> texts(Kind kind, String namespace, String name, boolean optional)
            throws NotYet {
        var texts = new LinkedHashMap<String, String>();
        bytes(kind, namespace, name, optional, "CreateContainerConfigError")
                .forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    /** All entries as bytes; none of an optional one that is missing. */
    Map<String, byte[]> bytes(
            Kind kind, String namespace, String name, boolean optional, String reason)
            throws NotYet {
        var found = kind == Kind.SECRET ? secret(namespace, name) : configMap(namespace, name);
        if (found == null && !optional) {
            throw new NotYet(reason, kind.word() + " \"" + name + "\" not found");
        }
        return found == null ? Map.of() : found;
    }

    private @Nullable Map<String, byte[]> secret(String namespace, String name) {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        return secret == null ? null : decoded(secret.getData());
    }

    private @Nullable Map<String, byte[]> configMap(String namespace, String name) {
        var map = client.configMaps().inNamespace(namespace).withName(name).get();
        if (map == null) {
            return null;
        }
        var all = decoded(map.getBinaryData());
        if (map.getData() != null) {
            map.getData()
                    .forEach((key, value) -> all.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private static Map<String, byte[]> decoded(@Nullable Map<String, String> data) {
        var all = new LinkedHashMap<String, byte[]>();
        if (data != null) {
            data.forEach((key, value) -> all.put(key, Base64.getDecoder().decode(value)));
        }
        return all;
    }
}
