package dev.aquifer.sandbox.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two nodes for all scenarios, and how they look at it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClusterUser {
    static final String NAMESPACE = "scenario";

    @SuppressWarnings("NullAway.Init")
    private ControlPlane cluster;

    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @SuppressWarnings("NullAway.Init")
    AgentProcess one;

    @SuppressWarnings("NullAway.Init")
    AgentProcess two;

    abstract ControlPlane start(Path folder) throws Exception;

    @BeforeAll
    void startCluster(@TempDir Path temporary) throws Exception {
        cluster = start(Files.createDirectories(temporary.resolve("control plane")));
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                        .build();
        one = AgentProcess.start(cluster, "node-1", 1, temporary.resolve("nodes of it"));
        two = AgentProcess.start(cluster, "node-2", 2, temporary.resolve("nodes of it"));
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(NAMESPACE)
                                .endMetadata()
                                .build())
                .create();
        eventually(
                () ->
                        client.nodes().list().getItems().stream()
                                        .filter(node -> node.getSpec().getTaints().isEmpty())
                                        .filter(
                                                node ->
                                                        node.getStatus().getConditions().stream()
                                                                .anyMatch(
                                                                        condition ->
                                                                                condition
                                                                                                .getType()
                                                                                                .equals(
                                                                                                        "Ready")
                                                                                        && condition
                                                                                                .getStatus()
                                                                                                .equals(
                                                                                                        "True")))
                                        .count()
                                == 2);
    }

    @AfterAll
    void stopCluster() throws Exception {
        for (var part : new AutoCloseable[] {one, two, client, cluster}) {
            if (part != null) {
                part.close();
            }
        }
    }

    void apply(String manifest) {
        var object =
                client.getKubernetesSerialization()
                        .unmarshal(manifest, GenericKubernetesResource.class);
        object.getMetadata().setNamespace(NAMESPACE);
        client.resource(object).forceConflicts().serverSideApply();
    }

    static String pod(String name, String image, String script, int gpus) {
        return Manifests.POD
                .replace("NAME", name)
                .replace("IMAGE", image)
                .replace("SCRIPT", script)
                .replace("GPUS", Integer.toString(gpus));
    }

    void remove(String pod) {
        client.pods().inNamespace(NAMESPACE).withName(pod).delete();
        eventually(() -> client.pods().inNamespace(NAMESPACE).withName(pod).get() == null);
    }

    static void eventually(Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(holds);
    }

    List<Pod> podsOf(String label, String value) {
        return client.pods().inNamespace(NAMESPACE).withLabel(label, value).list().getItems();
    }

    String log(Pod pod) {
        return client.pods().inNamespace(NAMESPACE).withName(pod.getMetadata().getName()).getLog();
    }

    AgentProcess agent(Pod pod) {
        return pod.getSpec().getNodeName().equals("node-1") ? one : two;
    }

    long pid(Pod pod) {
        var containers = agent(pod).pod(pod.getMetadata().getUid()).resolve("containers");
        try (var names = Files.list(containers);
                Stream<Path> runs = Files.list(names.findFirst().orElseThrow())) {
            return Long.parseLong(
                    Files.readString(runs.findFirst().orElseThrow().resolve("pid")).strip());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<String> jobConditions(String name) {
        return client
                .batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .map(condition -> condition.getType())
                .toList();
    }

    List<String> podConditions(String name) {
        return client
                .pods()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .map(condition -> condition.getType())
                .toList();
    }

    String phase(String pod) {
        return client.pods().inNamespace(NAMESPACE).withName(pod).get().getStatus().getPhase();
    }

    int restarts(String pod) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .get()
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getRestartCount();
    }

    String waiting(String pod) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .get()
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getWaiting()
                .getReason();
    }
}
