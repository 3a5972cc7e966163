package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was said and done before a restart holds after it, and nothing is done twice. */
class RestartTest {
    private static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'a':'1'}}";

    @Test
    void aRestartChangesNothingThatRuns() {
        var kube = TestCluster.embeddedOfItsOwn();
        kube.secret("modelplane-system", "east", "kubeconfig", kube.kubeconfig());
        try (var world = new World(kube, Map.of("aquifer.clusters.renewal", "PT1S"))) {
            world.requestCluster(World.cluster("east", "uid-east", 1), World.existing("east"));
            var cache = World.cache("team", "qwen");
            world.requestWork(cache, "east", "w", 0, CONFIG);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> world.last("w") instanceof WorkObserved);
            var session = world.observations("w").getLast().session();
            var before =
                    kube.client()
                            .configMaps()
                            .inNamespace("team")
                            .withName("a")
                            .get()
                            .getMetadata();

            world.restart();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> world.observations("w").getLast().session() > session);
            var after =
                    kube.client()
                            .configMaps()
                            .inNamespace("team")
                            .withName("a")
                            .get()
                            .getMetadata();
            assertThat(after.getResourceVersion()).isEqualTo(before.getResourceVersion());
            assertThat(world.bus.all(ClusterReady.class)).hasSize(1);
        }
    }
}
