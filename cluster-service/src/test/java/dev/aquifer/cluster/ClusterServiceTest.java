package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A cluster is adopted, and what is wanted on it is applied, observed and removed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterServiceTest {
    private static final String CLAIM =
            """
            {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'weights'},
             'spec':{'accessModes':['ReadWriteMany'],'storageClassName':'aquifer-shared',
                     'resources':{'requests':{'storage':'1Gi'}}}}
            """;
    private static final String JOB =
            """
            {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'hydrate-1'},
             'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':'Never',
               'containers':[{'name':'worker','image':'aquifer/hydration-worker:0.1'}]}}}}
            """;

    private World world;

    @BeforeAll
    void open() {
        world = new World(TestCluster.embedded(), Map.of("aquifer.clusters.renewal", "PT1S"));
    }

    @AfterAll
    void close() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void adoptsAClusterAppliesObservesAndRemoves() {
        var subject = World.cluster("east", "uid-east", 1);
        world.kube
                .client()
                .secrets()
                .inNamespace("modelplane-system")
                .withName("east-kubeconfig")
                .delete();
        world.requestCluster(subject, World.existing("east-kubeconfig"));
        eventually(
                () ->
                        assertThat(world.bus.all(ClusterProvisioning.class))
                                .anyMatch(f -> f.reason().equals("SecretMissing")));

        world.kube.secret(
                "modelplane-system", "east-kubeconfig", "kubeconfig", world.kube.kubeconfig());
        eventually(() -> assertThat(world.bus.all(ClusterReady.class)).isNotEmpty());
        eventually(
                () -> assertThat(world.bus.all(ClusterSessionRenewed.class)).hasSizeGreaterThan(1));

        var cache = World.cache("team-a", "qwen");
        world.requestWork(cache, "east", "claim-1", 0, CLAIM);
        world.requestWork(cache, "east", "hydrate-1", 1, JOB);
        eventually(
                () ->
                        assertThat(world.observed("claim-1", "PersistentVolumeClaim"))
                                .get()
                                .satisfies(
                                        claim ->
                                                assertThat(claim.readiness())
                                                        .isEqualTo(Readiness.PROGRESSING)));
        eventually(
                () ->
                        assertThat(world.observed("hydrate-1", "Job"))
                                .get()
                                .satisfies(
                                        job ->
                                                assertThat(job.readiness())
                                                        .isEqualTo(Readiness.PROGRESSING)));

        world.withdrawWork(cache, "east", "hydrate-1");
        world.withdrawWork(cache, "east", "claim-1");
        eventually(() -> assertThat(world.last("hydrate-1")).isInstanceOf(WorkRemoved.class));
        eventually(() -> assertThat(world.last("claim-1")).isInstanceOf(WorkRemoved.class));
        assertThat(
                        world.kube
                                .client()
                                .persistentVolumeClaims()
                                .inNamespace("team-a")
                                .withName("weights")
                                .get())
                .isNull();
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }
}
