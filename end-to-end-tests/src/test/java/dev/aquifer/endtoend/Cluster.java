package dev.aquifer.endtoend;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What one cluster shows, the control API or a workload cluster. Reads only. */
final class Cluster implements AutoCloseable {
    private static final Set<String> CLUSTER_WIDE =
            Set.of("InferenceCluster", "InferenceClass", "InferenceGateway");

    private final KubernetesClient client;

    Cluster(Path kubeconfig) {
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build();
    }

    /** One of our kinds. */
    Optional<Resource> find(String kind, String namespace, String name) {
        var all = client.genericKubernetesResources(ours(kind));
        var one =
                CLUSTER_WIDE.contains(kind)
                        ? all.withName(name)
                        : all.inNamespace(namespace).withName(name);
        return Optional.ofNullable(one.get()).map(Resource::of);
    }

    boolean hasNamespace(String name) {
        return client.namespaces().withName(name).get() != null;
    }

    /** Pods that serve or stage a resource of that name. */
    List<Pod> pods(String namespace, String kind, String name) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("modelplane.ai/kind", kind)
                .withLabel("modelplane.ai/name", name)
                .list()
                .getItems();
    }

    String log(Pod pod) {
        return client.pods().resource(pod).getLog();
    }

    /** Objects that Aquifer keeps in that namespace, without pods. */
    List<Resource> objects(String namespace) {
        return Stream.of(
                        client.persistentVolumeClaims(),
                        client.configMaps(),
                        client.secrets(),
                        client.services(),
                        client.batch().v1().jobs(),
                        client.apps().deployments(),
                        client.genericKubernetesResources(gangs()))
                .flatMap(kind -> managed(kind, namespace))
                .toList();
    }

    private static Stream<Resource> managed(
            MixedOperation<?, ? extends KubernetesResourceList<?>, ?> kind, String namespace) {
        return kind
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/managed-by", "aquifer")
                .list()
                .getItems()
                .stream()
                .map(Resource::of);
    }

    /** Everything in that namespace that a resource there could have caused, in words. */
    List<String> remains(String namespace) {
        var words = new ArrayList<String>();
        objects(namespace).forEach(object -> words.add(object.text("kind") + "/" + object.name()));
        client.pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(pod -> words.add("Pod/" + pod.getMetadata().getName()));
        client.persistentVolumes().list().getItems().stream()
                .filter(volume -> volume.getSpec().getClaimRef() != null)
                .filter(volume -> namespace.equals(volume.getSpec().getClaimRef().getNamespace()))
                .forEach(volume -> words.add("PersistentVolume/" + volume.getMetadata().getName()));
        return words;
    }

    /** The name of the volume behind a claim. */
    Optional<String> volumeOf(String namespace, String claim) {
        return Optional.ofNullable(
                        client.persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withName(claim)
                                .get())
                .map(found -> found.getSpec().getVolumeName());
    }

    /** The names of all objects of a kind that Kubernetes brings. */
    List<String> names(String kind) {
        var all =
                switch (kind) {
                    case "Node" -> client.nodes().list();
                    case "StorageClass" -> client.storage().v1().storageClasses().list();
                    case "ServiceAccount" -> client.serviceAccounts().inAnyNamespace().list();
                    case "Secret" -> client.secrets().inAnyNamespace().list();
                    case "ClusterRole" -> client.rbac().clusterRoles().list();
                    case "ClusterRoleBinding" -> client.rbac().clusterRoleBindings().list();
                    default -> throw new IllegalArgumentException(kind);
                };
        return all.getItems().stream().map(object -> object.getMetadata().getName()).toList();
    }

    KubernetesClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }

    private static ResourceDefinitionContext ours(String kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("modelplane.ai")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural(kind))
                .withNamespaced(!CLUSTER_WIDE.contains(kind))
                .build();
    }

    private static String plural(String kind) {
        var lower = kind.toLowerCase(Locale.ROOT);
        return kind.equals("InferenceClass") ? lower + "es" : lower + "s";
    }

    private static ResourceDefinitionContext gangs() {
        return new ResourceDefinitionContext.Builder()
                .withGroup("leaderworkerset.x-k8s.io")
                .withVersion("v1")
                .withKind("LeaderWorkerSet")
                .withPlural("leaderworkersets")
                .withNamespaced(true)
                .build();
    }
}
