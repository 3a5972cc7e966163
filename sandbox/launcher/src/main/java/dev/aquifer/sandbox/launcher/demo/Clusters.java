package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.sandbox.launcher.cluster.ControlApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The APIs that the demo looks at: the control API, and each workload cluster's by its name. */
public final class Clusters implements Closeable {
    static final String API = "modelplane.ai/v1alpha1";
    static final String NAMESPACE = "ml-team";

    private final KubernetesClient control;
    private final Map<String, KubernetesClient> workload = new LinkedHashMap<>();

    /** Connects to the APIs of these kubeconfigs. */
    public Clusters(Path control, Map<String, Path> workload) {
        this.control = ControlApi.client(control);
        workload.forEach((name, file) -> this.workload.put(name, ControlApi.client(file)));
    }

    KubernetesClient control() {
        return control;
    }

    Map<String, KubernetesClient> workload() {
        return workload;
    }

    /** One of our own kinds in the demo's namespace. */
    Optional<Resource> find(String kind, String name) {
        return Optional.ofNullable(
                        control.genericKubernetesResources(API, kind)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get())
                .map(Resource::of);
    }

    /** One of our own kinds that lives in no namespace. */
    Optional<Resource> findGlobal(String kind, String name) {
        return Optional.ofNullable(
                        control.genericKubernetesResources(API, kind).withName(name).get())
                .map(Resource::of);
    }

    /** What Aquifer created on a cluster, of one kind. */
    List<Resource> created(String cluster, String apiVersion, String kind) {
        var client = workload.get(cluster);
        if (client == null) {
            return List.of();
        }
        List<GenericKubernetesResource> found =
                client.genericKubernetesResources(apiVersion, kind)
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems();
        return found.stream().map(Resource::of).toList();
    }

    /** Applies what a user would apply. */
    void apply(HasMetadata manifest) {
        control.resource(manifest).fieldManager("kubectl").forceConflicts().serverSideApply();
    }

    @Override
    public void close() {
        control.close();
        workload.values().forEach(KubernetesClient::close);
    }
}
