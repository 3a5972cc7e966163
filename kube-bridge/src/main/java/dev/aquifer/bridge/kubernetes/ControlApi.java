package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Declaration;
import dev.aquifer.bridge.domain.DeclaredStep;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.StatusPatch;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The control API, written to with the bridge's own rights. */
public final class ControlApi implements ControlWriter, AutoCloseable {
    private static final String FIELD_MANAGER = "?fieldManager=" + Marks.MANAGER;

    private final KubernetesClient client;
    private final KubeApi api;

    private ControlApi(KubernetesClient client, Duration timeout) {
        this.client = client;
        this.api = new KubeApi(client, timeout);
    }

    /** By a kubeconfig, or as the service account of the pod that this runs in. */
    public static ControlApi open(Optional<Path> kubeconfig, Duration timeout) {
        var config =
                kubeconfig
                        .map(path -> Config.fromKubeconfig(path.toFile()))
                        .orElseGet(() -> Config.autoConfigure(null));
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout((int) timeout.toMillis());
        config.setRequestTimeout((int) timeout.toMillis());
        config.setWatchReconnectInterval(500);
        config.setOnlyHttpWatches(true);
        var client =
                new KubernetesClientBuilder()
                        .withConfig(config)
                        .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
        return new ControlApi(client, timeout);
    }

    /** A view of all our kinds, not started. */
    public ControlInformers informers() {
        return new ControlInformers(client);
    }

    /** The Lease of that name. */
    public LeaseApi lease(String namespace, String name) {
        return new LeaseApi(api, namespace, name);
    }

    /** The same API in the name of a user. */
    public RequestApi as(String user) {
        return new RequestApi(api.as(user));
    }

    @Override
    public Resource guard(Resource resource) {
        return finalizers(
                resource,
                Stream.concat(resource.finalizers().stream(), Stream.of(Marks.FINALIZER)).toList());
    }

    @Override
    public Resource release(Resource resource) {
        return finalizers(
                resource,
                resource.finalizers().stream().filter(f -> !f.equals(Marks.FINALIZER)).toList());
    }

    private Resource finalizers(Resource resource, List<String> finalizers) {
        var metadata = preconditions(resource);
        metadata.put("finalizers", finalizers);
        var path = Paths.of(resource.ref()) + FIELD_MANAGER;
        return Resources.resource(
                api.write("PATCH", path, KubeApi.MERGE, Map.of("metadata", metadata)));
    }

    @Override
    public void patchStatus(StatusPatch patch) {
        var resource = patch.resource();
        var body = Map.of("metadata", preconditions(resource), "status", patch.status());
        api.write(
                "PATCH", Paths.of(resource.ref()) + "/status" + FIELD_MANAGER, KubeApi.MERGE, body);
    }

    private static Map<String, Object> preconditions(Resource resource) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("uid", resource.uid().value());
        metadata.put("resourceVersion", resource.version());
        return metadata;
    }

    @Override
    public void apply(Declaration declaration) {
        var target = declaration.target();
        var owner =
                Map.of(
                        "apiVersion",
                        Kind.GROUP + "/" + Kind.VERSION,
                        "kind",
                        declaration.owner().kind(),
                        "name",
                        declaration.owner().name(),
                        "uid",
                        declaration.ownerUid().value(),
                        "controller",
                        true,
                        "blockOwnerDeletion",
                        true);
        var metadata =
                Map.of(
                        "name", target.name(),
                        "namespace", target.namespace(),
                        "labels", DeclaredStep.labels(declaration),
                        "annotations", Map.of(Marks.DECLARATION, declaration.content()),
                        "ownerReferences", List.of(owner));
        var manifest =
                Map.of(
                        "apiVersion",
                        Kind.GROUP + "/" + Kind.VERSION,
                        "kind",
                        target.kind(),
                        "metadata",
                        metadata,
                        "spec",
                        declaration.spec());
        var path = Paths.of(target) + FIELD_MANAGER + "&force=true";
        api.write("PATCH", path, KubeApi.APPLY, manifest);
    }

    @Override
    public void delete(Resource resource) {
        try {
            api.delete(
                    Paths.of(resource.ref()),
                    Map.of(
                            "kind", "DeleteOptions",
                            "apiVersion", "v1",
                            "preconditions", Map.of("uid", resource.uid().value())));
        } catch (ControlApiException e) {
            if (e.kind() != ControlApiException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void tell(Note note) {
        try {
            api.write("POST", Paths.events(note.namespace()), KubeApi.JSON, Notes.event(note));
        } catch (ControlApiException e) {
            if (e.kind() != ControlApiException.Kind.CONFLICT) { // told before
                throw e;
            }
        }
    }

    @Override
    public boolean namespaceOpen(String namespace) {
        return api.find(Paths.namespace(namespace))
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .isPresent();
    }

    @Override
    public void close() {
        client.close();
    }
}
