package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes to a cluster: server-side apply by our field manager, and deletion by uid. */
final class ClusterWrites {
    private static final String MANAGER = "aquifer";
    private static final Set<String> WITH_CHILDREN =
            Set.of("Job", "Deployment", "StatefulSet", "LeaderWorkerSet");

    private final KubeApi api;
    private final Kinds kinds;
    private final Mirror mirror;
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

    ClusterWrites(KubeApi api, Kinds kinds, Mirror mirror) {
        this.api = api;
        this.kinds = kinds;
        this.mirror = mirror;
    }

    /** Makes an object that does not exist. */
    Outcome create(ObjectTree manifest) {
        return apply(manifest, false);
    }

    /** Brings the object that was seen to what the manifest says, if it is still that one. */
    Outcome update(ObjectTree manifest, ObjectTree seen) {
        var root = new LinkedHashMap<>(manifest.root());
        var metadata = new LinkedHashMap<>(manifest.part("metadata").root());
        metadata.put("uid", seen.uid());
        metadata.put("resourceVersion", seen.resourceVersion());
        root.put("metadata", metadata);
        return apply(new ObjectTree(root), true);
    }

    private Outcome apply(ObjectTree manifest, boolean force) {
        var ref = manifest.ref();
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return noSuchKind(ref);
        }
        if (resource.get().namespaced() && !ensure(ref.namespace())) {
            return new Outcome.Later("namespace " + ref.namespace() + " cannot be made now");
        }
        var query = "?fieldManager=" + MANAGER + "&fieldValidation=Strict&force=" + force;
        var path = resource.get().path(ref) + query;
        var outcome = Outcome.of(api.write("PATCH", path, KubeApi.APPLY, manifest));
        switch (outcome) {
            case Outcome.Done done -> mirror.wrote(done.object());
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

    private static Outcome noSuchKind(ObjectRef ref) {
        return new Outcome.Refused(
                "NoSuchKind",
                "the cluster does not serve " + ref.kind() + " of " + ref.apiVersion(),
                true);
    }

    /** Makes a namespace when it is missing. It is shared, so it is never deleted by us. */
    private boolean ensure(String namespace) {
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
                                            Map.of("name", namespace))));
        }
        // What else it is (no right to look, being terminated), the object's own refusal says.
        if (reply.ok() || reply.code() == 403 || reply.code() == 409) {
            namespaces.add(namespace);
            return true;
        }
        return false;
    }

    /** Deletes the object of that uid, and what it made. */
    Outcome delete(ObjectRef ref, String uid) {
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
                                Map.of("uid", uid),
                                "propagationPolicy",
                                WITH_CHILDREN.contains(ref.kind()) ? "Foreground" : "Background"));
        var reply = api.write("DELETE", resource.get().path(ref), KubeApi.JSON, options);
        mirror.gone(ref);
        return reply.code() == 404 ? new Outcome.Done(ObjectTree.EMPTY) : Outcome.of(reply);
    }
}
