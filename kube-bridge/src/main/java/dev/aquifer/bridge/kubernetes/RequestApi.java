package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.ResourceRef;
import java.util.LinkedHashMap;
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

    /**
     * Applies what was asked; the object as it is then.
     *
     * @param there the state that this was decided on: of another one it is a conflict
     */
    public Resource apply(
            ResourceRef ref,
            Optional<Resource> there,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, Object> spec) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", ref.name());
        var namespace = ref.namespaceOrNull();
        if (namespace != null) {
            metadata.put("namespace", namespace);
        }
        precondition(metadata, there);
        metadata.put("labels", labels);
        metadata.put("annotations", annotations);
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

    /**
     * Adds annotations to what is there; the object as it is then.
     *
     * @param there the state that this was decided on: of another one it is a conflict
     */
    public Resource annotate(
            ResourceRef ref, Optional<Resource> there, Map<String, String> annotations) {
        var metadata = new LinkedHashMap<String, Object>();
        precondition(metadata, there);
        metadata.put("annotations", annotations);
        return Resources.resource(
                api.write(
                        "PATCH",
                        Paths.of(ref) + "?fieldManager=aquifer-requests",
                        KubeApi.MERGE,
                        Map.of("metadata", metadata)));
    }

    private static void precondition(Map<String, Object> metadata, Optional<Resource> there) {
        there.ifPresent(
                resource -> {
                    metadata.put("uid", resource.uid().value());
                    metadata.put("resourceVersion", resource.version());
                });
    }

    /** Deletes whatever has that name. */
    public void delete(ResourceRef ref) {
        api.delete(Paths.of(ref), Map.of("kind", "DeleteOptions", "apiVersion", "v1"));
    }

    /** Deletes that very object, if it still is as it was read. */
    public void delete(Resource resource) {
        var asRead =
                Map.of(
                        "uid", resource.uid().value(),
                        "resourceVersion", resource.version());
        api.delete(
                Paths.of(resource.ref()),
                Map.of(
                        "kind", "DeleteOptions",
                        "apiVersion", "v1",
                        "preconditions", asRead));
    }
}
