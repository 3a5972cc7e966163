package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.events.ResourceRef;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where things are on an API server. */
final class Paths {
    private Paths() {}

    static String of(ResourceRef ref) {
        return collection(ref) + "/" + encoded(ref.name());
    }

    static String collection(ResourceRef ref) {
        var kind =
                Kind.named(ref.kind())
                        .orElseThrow(
                                () -> new IllegalArgumentException(ref.kind() + " is not ours"));
        var group = "/apis/" + Kind.GROUP + "/" + Kind.VERSION;
        var namespace = ref.namespaceOrNull();
        return namespace == null
                ? group + "/" + kind.plural()
                : group + "/namespaces/" + encoded(namespace) + "/" + kind.plural();
    }

    static String namespace(String namespace) {
        return "/api/v1/namespaces/" + encoded(namespace);
    }

    static String events(String namespace) {
        return namespace(namespace) + "/events";
    }

    static String leases(String namespace) {
        return "/apis/coordination.k8s.io/v1/namespaces/" + encoded(namespace) + "/leases";
    }

    /** One step of a path, or a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
