package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.ResourceRef;
import java.util.Map;
import java.util.Optional;

/** The control API in the name of a user who asked for something on the bus. */
public final class RequestApi {
    private static final String OPTIONS =
            "?fieldManager=aquifer-requests&force=true&fieldValidation=Strict";

    private final KubeApi api;

    RequestApi(KubeApi api) {
        this.api = api;
    }

    /** The object of that name, if the user may see it and it is there. */
    public Optional<Resource> find(ResourceRef ref) {
        return api.find(Paths.of(ref)).map(Resources::resource);
    }

    /** Applies what was asked; the object as it is then. */
    public Resource apply(
            ResourceRef ref,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, Object> spec) {
        var namespace = ref.namespaceOrNull();
        var metadata =
                namespace == null
                        ? Map.of("name", ref.name(), "labels", labels, "annotations", annotations)
                        : Map.of(
                                "name", ref.name(),
                                "namespace", namespace,
                                "labels", labels,
                                "annotations", annotations);
        var manifest =
                Map.of(
                        "apiVersion",
                        Kind.GROUP + "/" + Kind.VERSION,
                        "kind",
                        ref.kind(),
                        "metadata",
                        metadata,
                        "spec",
                        spec);
        return Resources.resource(
                api.write("PATCH", Paths.of(ref) + OPTIONS, KubeApi.APPLY, manifest));
    }

    /** Deletes that very object. */
    public void delete(Resource resource) {
        api.delete(
                Paths.of(resource.ref()),
                Map.of(
                        "kind", "DeleteOptions",
                        "apiVersion", "v1",
                        "preconditions", Map.of("uid", resource.uid().value())));
    }
}
