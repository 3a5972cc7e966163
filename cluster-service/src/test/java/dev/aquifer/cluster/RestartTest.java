package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            eventually(() -> world.last("w") instanceof WorkObserved);
            var session = world.observations("w").getLast().session();
            var before =
                    kube.client()
                            .configMaps()
                            .inNamespace("team")
                            .withName("a")
                            .get()
                            .getMetadata();

            world.restart();

            eventually(() -> world.observations("w").getLast().session() > session);
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

    @Test
    void anotherReplicaTakesOver() {
        var kube = TestCluster.embeddedOfItsOwn();
        kube.secret("modelplane-system", "east", "kubeconfig", kube.kubeconfig());
        kube.secret("modelplane-system", "west", "kubeconfig", kube.kubeconfig());
        try (var world = new World(kube, Map.of("aquifer.clusters.renewal", "PT1S"))) {
            for (var name : List.of("east", "west")) {
                world.requestCluster(World.cluster(name, "uid-" + name, 1), World.existing(name));
            }
            var cache = World.cache("team", "qwen");
            world.requestWork(cache, "east", "w-east", 0, CONFIG.replace("'a'}", "'e'}"));
            world.requestWork(cache, "west", "w-west", 0, CONFIG.replace("'a'}", "'w'}"));
            eventually(() -> world.last("w-east") instanceof WorkObserved);
            eventually(() -> world.last("w-west") instanceof WorkObserved);
            var east = world.observations("w-east").getLast().session();
            var west = world.observations("w-west").getLast().session();

            world.addReplica();
            world.closeFirst();

            eventually(() -> world.observations("w-east").getLast().session() > east);
            eventually(() -> world.observations("w-west").getLast().session() > west);
            world.requestWork(cache, "west", "late", 0, CONFIG.replace("'a'}", "'late'}"));
            eventually(() -> world.last("late") instanceof WorkObserved);
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
