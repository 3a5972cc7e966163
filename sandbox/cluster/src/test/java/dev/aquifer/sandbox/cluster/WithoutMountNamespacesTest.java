package dev.aquifer.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine that cannot mount, a job finds its volumes all the same, and its pod says how. */
class WithoutMountNamespacesTest {
    @Test
    void pathsAreRewrittenAndThePodSaysSo(@TempDir Path folder) throws IOException {
        try (var cluster = EmbeddedControlPlane.start(folder);
                var client =
                        new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                                .build();
                var agent =
                        AgentProcess.start(
                                cluster,
                                "node-1",
                                3,
                                folder.resolve("nodes of it"),
                                Map.of("withoutMountNamespaces", true))) {
            assertThat(agent).isNotNull();
            apply(client, Manifests.CLAIM.replace("NAME", "data"));
            apply(
                    client,
                    Manifests.PLAN.replace(
                            "{\\\"files\\\": 1}", "{\\\"to\\\": \\\"/mnt/models\\\"}"));
            apply(
                    client,
                    Manifests.JOB
                            .replace("NAME", "hydrate")
                            .replace(
                                    "SCRIPT",
                                    "cat /etc/aquifer/hydration/plan.json; echo bytes > /mnt/models/file"));
            await().atMost(Duration.ofSeconds(40))
                    .until(
                            () ->
                                    pods(client).stream()
                                            .anyMatch(
                                                    pod ->
                                                            "Succeeded"
                                                                    .equals(
                                                                            pod.getStatus()
                                                                                    .getPhase())));

            var pod = pods(client).getFirst();
            assertThat(pod.getMetadata().getAnnotations())
                    .containsEntry("sandbox.aquifer.dev/paths-rewritten", "true");
            assertThat(client.v1().events().inNamespace("default").list().getItems())
                    .extracting(event -> event.getReason())
                    .contains("PathsRewritten");
            var volume = client.persistentVolumes().list().getItems().getFirst();
            var path = Path.of(volume.getSpec().getHostPath().getPath());
            assertThat(path.resolve("a/b/file")).hasContent("bytes\n");
            // the folder's name has blanks, so the pod knows it by another one
            assertThat(log(client, pod))
                    .startsWith("{\"to\": \"/")
                    .doesNotContain("/mnt/models", " of it");
        }
    }

    private static String log(KubernetesClient client, Pod pod) {
        return client.pods().inNamespace("default").withName(pod.getMetadata().getName()).getLog();
    }

    private static void apply(KubernetesClient client, String manifest) {
        var object =
                client.getKubernetesSerialization()
                        .unmarshal(manifest, GenericKubernetesResource.class);
        object.getMetadata().setNamespace("default");
        client.resource(object).serverSideApply();
    }

    private static List<Pod> pods(KubernetesClient client) {
        return client.pods().inNamespace("default").list().getItems();
    }
}
