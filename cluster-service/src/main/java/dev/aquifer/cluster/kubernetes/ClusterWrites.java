package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes to a cluster: server-side apply by our field manager, and deletion of what was seen. */
final class ClusterWrites {
    private static final String MANAGER = "aquifer";
    private static final Set<String> WITH_CHILDREN =
            Set.of("Job", "Deployment", "StatefulSet", "LeaderWorkerSet");

    /** No object has had that write: revisions of a cluster begin with its own objects. */
    private static final String NO_WRITE = "1";

    private final KubeApi api;
    private final Kinds kinds;
    private final Mirror mirror;
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

    ClusterWrites(KubeApi api, Kinds kinds, Mirror mirror) {
        this.api = api;
        this.kinds = kinds;
        this.mirror = mirror;
    }

    /**
     * Makes an object that does not exist. An apply that names a write is a creation, or fails: so
     * one that arrives late never changes what somebody else made meanwhile. Servers that refuse
     * such a creation, too, though nothing is there, get one that names none.
     */
    Outcome create(ObjectTree manifest, Fence fence) {
        var outcome = apply(with(manifest, Map.of("resourceVersion", NO_WRITE)), false, fence);
        var nothingIsThere =
                outcome instanceof Outcome.Refused refused
                        ? refused.code().equals("NotFound")
                        : outcome instanceof Outcome.Stale && !exists(manifest.ref());
        return nothingIsThere ? apply(manifest, false, fence) : outcome;
    }

    private boolean exists(ObjectRef ref) {
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        return resource.isEmpty() || api.get(resource.get().path(ref)).code() != 404;
    }

    /** Brings the object that was seen to what the manifest says, if it is still that one. */
    Outcome update(ObjectTree manifest, ObjectTree seen, Fence fence) {
        var named = Map.of("uid", seen.uid(), "resourceVersion", seen.resourceVersion());
        return apply(with(manifest, named), true, fence);
    }

    private static ObjectTree with(ObjectTree manifest, Map<String, String> more) {
        var root = new LinkedHashMap<>(manifest.root());
        var metadata = new LinkedHashMap<>(manifest.part("metadata").root());
        metadata.putAll(more);
        root.put("metadata", metadata);
        return new ObjectTree(root);
    }

    private Outcome apply(ObjectTree manifest, boolean force, Fence fence) {
        var ref = manifest.ref();
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return Outcome.noSuchKind(ref);
        }
        if (resource.get().namespaced() && !ensure(ref.namespace(), fence)) {
            return new Outcome.Later("namespace " + ref.namespace() + " cannot be made now");
        }
        var query = "?fieldManager=" + MANAGER + "&fieldValidation=Strict&force=" + force;
        var path = resource.get().path(ref) + query;
        var outcome = Outcome.of(api.write("PATCH", path, KubeApi.APPLY, manifest, fence));
        switch (outcome) {
            case Outcome.Done done ->
                    mirror.wrote(
                            ref.is("", "Secret")
                                    ? Trees.withoutContent(done.object(), ref)
                                    : done.object());
            case Outcome.Refused refused -> {
                if (refused.code().equals("NotFound")) {
                    namespaces.remove(ref.namespace());
                }
            }
            case Outcome.Stale stale -> mirror.gone(ref);
            case Outcome.Later later -> {}
        }
        return outcome;
    }

    /** Makes a namespace when it is missing. It is shared, so it is never deleted by us. */
    private boolean ensure(String namespace, Fence fence) {
        if (namespaces.contains(namespace)) {
            return true;
        }
        var path = "/api/v1/namespaces/" + KubeApi.encoded(namespace);
        var reply = api.get(path);
        if (reply.code() == 404) {
            reply =
                    api.write(
                            "POST",
                            "/api/v1/namespaces?fieldManager=" + MANAGER,
                            KubeApi.JSON,
                            new ObjectTree(
                                    Map.of(
                                            "apiVersion",
                                            "v1",
                                            "kind",
                                            "Namespace",
                                            "metadata",
                                            Map.of("name", namespace))),
                            fence);
        }
        // What else it is (no right to look, being terminated), the object's own refusal says.
        if (reply.ok() || reply.code() == 403 || reply.code() == 409) {
            namespaces.add(namespace);
            return true;
        }
        return false;
    }

    /** Deletes the very object that was seen, as it was seen, and what it made. */
    Outcome delete(ObjectTree seen, Fence fence) {
        var ref = seen.ref();
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return new Outcome.Done(ObjectTree.EMPTY);
        }
        var options =
                new ObjectTree(
                        Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "DeleteOptions",
                                "preconditions",
                                Map.of(
                                        "uid",
                                        seen.uid(),
                                        "resourceVersion",
                                        seen.resourceVersion()),
                                "propagationPolicy",
                                WITH_CHILDREN.contains(ref.kind()) ? "Foreground" : "Background"));
        var reply = api.write("DELETE", resource.get().path(ref), KubeApi.JSON, options, fence);
        mirror.gone(ref);
        return reply.code() == 404 ? new Outcome.Done(ObjectTree.EMPTY) : Outcome.of(reply);
    }
}
