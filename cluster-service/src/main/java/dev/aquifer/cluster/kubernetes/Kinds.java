package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a cluster serves which kind, asked once per group and version while it is found. Only the
 * cluster itself says that it does not serve a kind: without an answer that counts this throws, as
 * what cannot be asked for is not gone.
 */
final class Kinds {
    private final KubeApi api;
    private final Map<String, Map<String, Resource>> byGroupVersion = new HashMap<>();

    /** The path and scope of a kind. */
    record Resource(String groupVersion, String kind, String plural, boolean namespaced) {
        String collection(String namespace) {
            var base = (groupVersion.contains("/") ? "/apis/" : "/api/") + groupVersion;
            return base
                    + (namespaced && !namespace.isEmpty()
                            ? "/namespaces/" + KubeApi.encoded(namespace)
                            : "")
                    + "/"
                    + plural;
        }

        String path(ObjectRef ref) {
            return collection(ref.namespace()) + "/" + KubeApi.encoded(ref.name());
        }
    }

    Kinds(KubeApi api) {
        this.api = api;
    }

    /** The resource of a kind; empty when the cluster does not serve it now. */
    synchronized Optional<Resource> find(String groupVersion, String kind) {
        var known = byGroupVersion.get(groupVersion);
        if (known == null || !known.containsKey(kind)) {
            known = ask(groupVersion);
            byGroupVersion.put(groupVersion, known);
        }
        return Optional.ofNullable(known.get(kind));
    }

    private Map<String, Resource> ask(String groupVersion) {
        if (!groupVersion.matches("[a-z0-9.-]+(/[a-z0-9]+)?")) {
            return Map.of();
        }
        var path = (groupVersion.contains("/") ? "/apis/" : "/api/") + groupVersion;
        var reply = api.get(path);
        if (reply.code() == 404) {
            return Map.of();
        }
        var kinds = new HashMap<String, Resource>();
        for (var resource : reply.accepted(path).body().list("resources")) {
            var plural = resource.text("name");
            if (!plural.contains("/")) {
                var kind = resource.text("kind");
                kinds.put(
                        kind,
                        new Resource(groupVersion, kind, plural, resource.isTrue("namespaced")));
            }
        }
        return kinds;
    }
}
