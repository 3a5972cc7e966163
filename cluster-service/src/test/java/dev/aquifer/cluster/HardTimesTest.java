package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.cluster.testkit.Wire;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** What the whole service says and does while something around it fails. */
class HardTimesTest {
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "aquifer.clusters.renewal", "PT1S",
                    "aquifer.clusters.request-timeout", "PT2S",
                    "aquifer.clusters.gone-after", "PT20S");

    private static void eventually(ThrowingRunnable assertion) {
        await().ignoreException(NoSuchElementException.class)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    @Test
    void aThirdOfTheFleetSilentAtOnceIsTakenForOurFault() {
        var kube = TestCluster.embeddedOfItsOwn();
        var wires = new ArrayList<Wire>();
        try (var world = new World(kube, SETTINGS)) {
            for (var name : List.of("one", "two", "three")) {
                var wire = new Wire(kube.server());
                wires.add(wire);
                kube.secret(
                        "modelplane-system", name, "kubeconfig", kube.kubeconfig(wire.server()));
                world.requestCluster(World.cluster(name, "uid-" + name, 1), World.existing(name));
            }
            eventually(() -> assertThat(world.bus.all(ClusterReady.class)).hasSize(3));
            var cache = World.cache("team", "qwen");
            world.requestWork(cache, "one", "w", 0, Play.CONFIG.formatted("a", "1"));
            eventually(() -> assertThat(world.last("w")).isInstanceOf(WorkObserved.class));

            wires.get(0).cut();
            wires.get(1).cut();
            world.withdrawCluster(World.cluster("one", "uid-one", 1));

            eventually(
                    () ->
                            assertThat(world.bus.all(ClusterUnreachable.class))
                                    .anySatisfy(
                                            f ->
                                                    assertThat(f.message())
                                                            .contains("side of cluster-service"))
                                    .allSatisfy(f -> assertThat(f.lastSeen()).isNotNull()));
            // Far longer than after which one cluster alone would count as gone.
            var heard = renewals(world);
            eventually(() -> assertThat(renewals(world)).isGreaterThan(heard + 25));
            assertThat(world.last("w")).isInstanceOf(WorkObserved.class);
            assertThat(world.bus.all(ClusterRemoved.class)).isEmpty();

            wires.forEach(Wire::mend);
            world.withdrawWork(cache, "one", "w");
            eventually(
                    () ->
                            assertThat(world.last("w"))
                                    .isInstanceOfSatisfying(
                                            WorkRemoved.class,
                                            gone ->
                                                    assertThat(gone.reason())
                                                            .isEqualTo("Withdrawn")));
            eventually(() -> assertThat(world.bus.all(ClusterRemoved.class)).hasSize(1));
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private static int renewals(World world) {
        return world.bus.all(ClusterSessionRenewed.class).size();
    }

    /** As one whose disk is full: it can be read, and refuses what is to be stored. */
    @Test
    void aDatabaseThatStoresNothingIsSaidAndWaitedFor() throws Exception {
        var kube = TestCluster.embeddedOfItsOwn();
        kube.secret("modelplane-system", "east", "kubeconfig", kube.kubeconfig());
        try (var world = new World(kube, SETTINGS)) {
            world.requestCluster(World.cluster("east", "uid-east", 1), World.existing("east"));
            var cache = World.cache("team", "qwen");
            world.requestWork(cache, "east", "w", 0, Play.CONFIG.formatted("a", "1"));
            eventually(() -> assertThat(world.last("w")).isInstanceOf(WorkObserved.class));
            eventually(() -> assertThat(world.trouble()).isEmpty());

            world.storing(false);
            eventually(() -> assertThat(world.trouble()).isPresent());
            kube.client().configMaps().inNamespace("team").withName("a").delete();
            world.requestWork(cache, "east", "late", 0, Play.CONFIG.formatted("late", "1"));

            world.storing(true);
            eventually(() -> assertThat(world.trouble()).isEmpty());
            eventually(() -> assertThat(world.last("late")).isInstanceOf(WorkObserved.class));
            eventually(
                    () ->
                            assertThat(
                                            kube.client()
                                                    .configMaps()
                                                    .inNamespace("team")
                                                    .withName("a")
                                                    .get())
                                    .isNotNull());
        }
    }
}
