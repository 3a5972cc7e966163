package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One workload cluster, with the credentials of its kubeconfig. Reads of our objects come from
 * watches and cost no request. Each method that asks the cluster may throw {@link
 * ClusterAwayException}.
 */
public final class WorkloadCluster implements AutoCloseable {
    private static final Map<String, String> CAPABILITIES =
            new TreeMap<>(
                    Map.of(
                            "leaderworkerset.x-k8s.io", "LeaderWorkerSet",
                            "gateway.networking.k8s.io", "GatewayAPI",
                            "serving.kserve.io", "KServe"));

    /** To watch Secrets takes the right to read all of them: ours are asked for by their names. */
    private static final String UNWATCHED = "Secret";

    private final KubernetesClient client;
    private final KubeApi api;
    private final Kinds kinds;
    private final Mirror mirror;
    private final ClusterWrites writes;
    private final PodLogs logs;

    WorkloadCluster(
            KubernetesClient client,
            Duration timeout,
            double requestsPerSecond,
            Consumer<ObjectTree> changed) {
        this.client = client;
        this.api = new KubeApi(client, timeout, new RateLimit(requestsPerSecond, 40));
        this.kinds = new Kinds(api);
        this.mirror = new Mirror(client, changed);
        this.writes = new ClusterWrites(api, kinds, mirror);
        this.logs = new PodLogs(client, api);
    }

    /** The version that the cluster says it has; proof that it answers and who it is. */
    public String version() {
        var reply = api.get("/version").accepted("/version");
        return reply.body().text("gitVersion");
    }

    /** Asks for what only those get who are logged in: proof that the credentials still hold. */
    public void proveLogin() {
        var _ = api.get("/api").accepted("/api");
    }

    /** What gates ask for, sorted. */
    public List<String> capabilities() {
        var reply = api.get("/apis").accepted("/apis");
        var found = new ArrayList<String>();
        for (var group : reply.body().list("groups")) {
            var capability = CAPABILITIES.get(group.text("name"));
            if (capability != null) {
                found.add(capability);
            }
        }
        return found.stream().sorted().toList();
    }

    /** Watches nodes, storage classes and our pods; needed once, before they are read. */
    public void watchBasics() {
        watch("v1", "Node", false);
        watch("storage.k8s.io/v1", "StorageClass", false);
        watch("v1", "Pod", true);
    }

    private void watch(String groupVersion, String kind, boolean oursOnly) {
        var resource =
                kinds.find(groupVersion, kind)
                        .orElseThrow(
                                () ->
                                        new ClusterRefusedException(
                                                "InvalidKubeconfig",
                                                "the API server does not serve " + kind));
        watch(resource, oursOnly);
    }

    private void watch(Kinds.Resource resource, boolean oursOnly) {
        var _ = api.get(resource.collection("") + "?limit=1").accepted(resource.plural());
        mirror.watch(resource, oursOnly);
    }

    /** All nodes. */
    public List<ObjectTree> nodes() {
        return mirror.all("v1", "Node");
    }

    /** The names of all storage classes, sorted. */
    public List<String> storageClasses() {
        return mirror.all("storage.k8s.io/v1", "StorageClass").stream()
                .map(o -> o.ref().name())
                .sorted()
                .toList();
    }

    /**
     * How a kind is served; empty when the cluster does not serve it. It is watched from now on,
     * but for Secrets.
     */
    public Optional<Scope> scope(ObjectRef ref) {
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        resource.ifPresent(
                r -> {
                    if (!mirror.watches(r) && !r.kind().equals(UNWATCHED)) {
                        watch(r, true);
                    }
                });
        return resource.map(r -> r.namespaced() ? Scope.NAMESPACED : Scope.CLUSTER);
    }

    /** Whether objects of a kind live in namespaces. */
    public enum Scope {
        /** They do. */
        NAMESPACED,
        /** They do not. */
        CLUSTER
    }

    /** One of our objects, as last shown; a Secret without content, as it was a moment ago. */
    public Optional<ObjectTree> find(ObjectRef ref) {
        var shown = mirror.find(ref);
        if (shown.isEmpty() && isUnwatched(ref)) {
            shown = look(ref);
            shown.ifPresent(mirror::wrote);
        }
        return shown;
    }

    /** Whether no watch tells what becomes of objects of that kind. */
    public boolean isUnwatched(ObjectRef ref) {
        return ref.is("", UNWATCHED);
    }

    /** Everything of one owner, as last shown, pods among it. */
    public List<ObjectTree> ownedBy(String uid) {
        return mirror.ownedBy(uid);
    }

    /** Everything that carries our label, as last shown. */
    public List<ObjectTree> ours() {
        return mirror.ours();
    }

    /** Asks the cluster itself for an object, whosever it is; for a Secret without its content. */
    public Optional<ObjectTree> look(ObjectRef ref) {
        var resource = kinds.find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        var accept = isUnwatched(ref) ? KubeApi.METADATA_OF_ONE : KubeApi.JSON;
        var reply = api.get(resource.get().path(ref), accept);
        if (reply.code() == 404) {
            mirror.gone(ref);
            return Optional.empty();
        }
        var found = reply.accepted(ref.toString()).body();
        return Optional.of(isUnwatched(ref) ? Trees.withoutContent(found, ref) : found);
    }

    /**
     * Makes an object that does not exist. When one is there by then, whosever, nothing changes and
     * the outcome is Stale.
     */
    public Outcome create(ObjectTree manifest, Fence fence) {
        return writes.create(manifest, fence);
    }

    /** Brings the object that was seen to what the manifest says, if it is still that one. */
    public Outcome update(ObjectTree manifest, ObjectTree seen, Fence fence) {
        return writes.update(manifest, seen, fence);
    }

    /** Deletes the object that was seen, if it is still as it was, and what it made. */
    public Outcome delete(ObjectTree seen, Fence fence) {
        return writes.delete(seen, fence);
    }

    /** The pods of one owner, asked of the cluster itself: its watch of pods may be behind. */
    public List<ObjectTree> lookAtPods(String namespace, String owner) {
        var path =
                "/api/v1/namespaces/"
                        + KubeApi.encoded(namespace)
                        + "/pods?labelSelector="
                        + KubeApi.encoded(Ownership.UID + "=" + owner);
        return api.get(path).accepted("pods").body().list("items");
    }

    /** The logs of its pods. */
    public PodLogs logs() {
        return logs;
    }

    /** Whether all watches still run. */
    public boolean isWatching() {
        return mirror.isAlive();
    }

    /**
     * Whether a watch shows something else of our objects than the cluster itself says: it may be a
     * moment late, or dead without having noticed.
     */
    public boolean isBehind() {
        return mirror.watchedAsOurs().stream()
                .anyMatch(
                        resource -> {
                            var query =
                                    "?resourceVersion=0&labelSelector="
                                            + KubeApi.encoded(
                                                    Ownership.MANAGED_BY + "=" + Ownership.AQUIFER);
                            var path = resource.collection("") + query;
                            var said = api.get(path, KubeApi.METADATA).accepted(resource.plural());
                            return !mirror.shows(resource, said.body().list("items"));
                        });
    }

    @Override
    public void close() {
        mirror.close();
        client.close();
    }
}
