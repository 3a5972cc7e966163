package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.sandbox.cluster.Events;
import dev.aquifer.sandbox.cluster.HurriedClock;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod stands on what it got, whatever becomes of where that came from. */
class PodGroundTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration OLD = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private final HurriedClock clock = new HurriedClock();
    private final EmbeddedKubernetes server = EmbeddedKubernetes.start();
    private final FaultyAddress address = server.faultyAddress();
    private final KubernetesClient good = client(server.kubeconfig());
    private final KubernetesClient bad = client(address.kubeconfig());

    @SuppressWarnings("NullAway.Init")
    private PodGround ground;

    private static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    }

    @BeforeEach
    void open() throws IOException {
        var source = new ConfigSource(bad);
        var names = new HostNames(List::of);
        var planner =
                new LaunchPlanner(
                        new ImageMap(folder.resolve("images")),
                        new ContainerEnvironment(source),
                        Isolation.MOUNTS,
                        names);
        var parts =
                new NodeParts(
                        bad,
                        clock,
                        folder,
                        Scripts.layOut(folder.resolve("scripts")),
                        Isolation.MOUNTS,
                        new PodAddresses("127.9.9.0/24"),
                        new PodVolumes(bad, new VolumeContents(source)),
                        names,
                        planner,
                        new Events(bad, clock, "test", "node"));
        ground = new PodGround(parts, folder.resolve("pod"));
    }

    @AfterEach
    void close() {
        bad.close();
        good.close();
        address.close();
        server.close();
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withNamespace("default")
                .withUid("uid")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("map")
                .withNewConfigMap()
                .withName("map")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build();
    }

    private void put(String value) {
        good.resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("map")
                                .withNamespace("default")
                                .endMetadata()
                                .withData(Map.of("key", value))
                                .build())
                .serverSideApply();
    }

    private Path file() {
        return folder.resolve("pod/volumes/map/key");
    }

    @Test
    void contentsStayWhileTheServerIsAwayAndFollowWhenItIsBack() throws NotYet, IOException {
        assertThatThrownBy(() -> ground.prepare(pod()))
                .hasMessage(
                        "MountVolume.SetUp failed for volume \"map\" : configmap \"map\" not found");
        put("one");
        ground.prepare(pod());
        assertThat(file()).hasContent("one");

        put("two");
        address.refuseConnections();
        clock.hurry(OLD);
        ground.prepare(pod());
        assertThat(file()).hasContent("one");

        address.acceptConnections();
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            clock.hurry(OLD);
                            ground.prepare(pod());
                            assertThat(file()).hasContent("two");
                        });
        good.configMaps().inNamespace("default").withName("map").delete();
        clock.hurry(OLD);
        ground.prepare(pod());
        assertThat(file()).hasContent("two");
        ground.leave();
        assertThat(folder.resolve("pod")).doesNotExist();
    }
}
