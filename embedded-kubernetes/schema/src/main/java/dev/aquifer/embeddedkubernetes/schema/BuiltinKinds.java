package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kinds that a Kubernetes API server has without any definition: those that the sandbox uses.
 */
public final class BuiltinKinds {
    private static final Map<GroupVersionKind, Optional<Schema>> SCHEMAS =
            new ConcurrentHashMap<>();

    /** Where each group's Go package is, which the names of definitions follow. */
    private static final Map<String, String> PACKAGES =
            Map.ofEntries(
                    Map.entry("", "io.k8s.api.core."),
                    Map.entry("apps", "io.k8s.api.apps."),
                    Map.entry("batch", "io.k8s.api.batch."),
                    Map.entry("autoscaling", "io.k8s.api.autoscaling."),
                    Map.entry("policy", "io.k8s.api.policy."),
                    Map.entry("coordination.k8s.io", "io.k8s.api.coordination."),
                    Map.entry("discovery.k8s.io", "io.k8s.api.discovery."),
                    Map.entry("events.k8s.io", "io.k8s.api.events."),
                    Map.entry("rbac.authorization.k8s.io", "io.k8s.api.rbac."),
                    Map.entry("storage.k8s.io", "io.k8s.api.storage."),
                    Map.entry("authorization.k8s.io", "io.k8s.api.authorization."),
                    Map.entry("authentication.k8s.io", "io.k8s.api.authentication."),
                    Map.entry(
                            "apiextensions.k8s.io",
                            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."));

    private BuiltinKinds() {}

    private static final class Resources {
        static final List<ResourceType> ALL = read();

        private static List<ResourceType> read() {
            List<ResourceType> resources = new ArrayList<>();
            try (InputStream file = Definitions.resource("resources.json")) {
                new ObjectMapper().readTree(file).forEach(r -> resources.add(resource(r)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return List.copyOf(resources);
        }

        private static ResourceType resource(JsonNode r) {
            return new ResourceType(
                    new GroupVersionKind(
                            r.path("group").asText(),
                            r.path("version").asText(),
                            r.path("kind").asText()),
                    r.path("plural").asText(),
                    r.path("singular").asText(),
                    r.path("namespaced").asBoolean(),
                    texts(r.path("shortNames")),
                    texts(r.path("categories")),
                    texts(r.path("verbs")),
                    texts(r.path("subresources")));
        }

        private static List<String> texts(JsonNode list) {
            List<String> texts = new ArrayList<>();
            list.forEach(t -> texts.add(t.asText()));
            return List.copyOf(texts);
        }
    }

    /**
     * The schema of a built-in kind, read and compiled on first use; empty when this server does
     * not have that kind.
     */
    public static Optional<Schema> schema(GroupVersionKind kind) {
        return SCHEMAS.computeIfAbsent(
                kind,
                k ->
                        definitionName(k)
                                .map(name -> new BuiltinSchema(k, SchemaNode.definition(name))));
    }

    /**
     * Every served built-in kind with its resource, as discovery shows it; grouped by API group and
     * version.
     */
    public static List<ResourceType> resources() {
        return Resources.ALL;
    }

    /** The name under which a built-in kind's schema is published. */
    static Optional<String> definitionName(GroupVersionKind kind) {
        String prefix = PACKAGES.get(kind.group());
        String own = prefix + kind.version() + "." + kind.kind();
        if (prefix != null && Definitions.contains(own)) {
            return Optional.of(own);
        }
        String meta = Definitions.META + kind.kind();
        return kind.apiVersion().equals("v1") && Definitions.contains(meta)
                ? Optional.of(meta)
                : Optional.empty();
    }
}
