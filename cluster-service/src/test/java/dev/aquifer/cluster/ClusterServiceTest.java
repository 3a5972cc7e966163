package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.aquifer.cluster.testkit.FakeKubelet;
import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.cluster.testkit.Wire;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClassAccepted;
import dev.aquifer.events.ClusterEvent.ClassRemoved;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterDeletionBlocked;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterStorageFailed;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnimplemented;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Subject;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The service between a real broker, a real database and API servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterServiceTest {
    private static final String SYSTEM = "modelplane-system";
    private static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'1'}}";
    private static final String JOB =
            """
            {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'hydrate'},
             'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':'Never',
               'containers':[{'name':'worker','image':'aquifer/hydration-worker:0.1'}]}}}}
            """;

    private World world;
    private TestCluster kube;

    @BeforeAll
    void open() {
        kube = TestCluster.embeddedOfItsOwn();
        kube.namespace(SYSTEM);
        kube.apply(
                """
                {'apiVersion':'storage.k8s.io/v1','kind':'StorageClass',
                 'metadata':{'name':'aquifer-shared'},'provisioner':'test'}
                """);
        world =
                new World(
                        kube,
                        Map.of(
                                "aquifer.clusters.renewal", "PT1S",
                                "aquifer.clusters.request-timeout", "PT2S",
                                "aquifer.clusters.gone-after", "PT2S"));
    }

    @AfterAll
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        // What was not said yet has no last element: that is waited for as well.
        await().ignoreException(NoSuchElementException.class)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    private <E extends ClusterEvent> List<E> facts(Class<E> type, Subject of) {
        return world.bus.all(type).stream().filter(f -> f.subject().equals(of)).toList();
    }

    private Subject adopt(String name, String server) {
        kube.secret(SYSTEM, name, "kubeconfig", kube.kubeconfig(server));
        var subject = World.cluster(name, "uid-" + name, 1);
        world.requestCluster(subject, World.existing(name));
        eventually(() -> assertThat(facts(ClusterReady.class, subject)).isNotEmpty());
        return subject;
    }

    @Test
    void adoptsAClusterOnceItsSecretIsThereAndRight() {
        var subject = World.cluster("repaired", "uid-repaired", 1);
        world.requestCluster(subject, World.existing("repaired"));
        eventually(
                () ->
                        assertThat(facts(ClusterProvisioning.class, subject))
                                .anySatisfy(
                                        f -> {
                                            assertThat(f.reason()).isEqualTo("SecretMissing");
                                            assertThat(f.message()).contains("repaired", SYSTEM);
                                        }));

        kube.secret(
                SYSTEM,
                "repaired",
                "kubeconfig",
                kube.kubeconfig().replace("user: {token", "user: {exec: {command: rm}, token"));
        eventually(
                () ->
                        assertThat(facts(ClusterProvisioning.class, subject).getLast())
                                .satisfies(
                                        f -> {
                                            assertThat(f.reason()).isEqualTo("InvalidKubeconfig");
                                            assertThat(f.message()).contains("users[].user.exec");
                                        }));

        kube.secret(SYSTEM, "repaired", "kubeconfig", kube.kubeconfig());
        eventually(() -> assertThat(facts(ClusterReady.class, subject)).hasSize(1));
        eventually(
                () ->
                        assertThat(facts(ClusterSessionRenewed.class, subject))
                                .hasSizeGreaterThan(1));
        assertThat(facts(ClusterReady.class, subject)).hasSize(1);
        assertThat(facts(ClusterStorageReady.class, subject).getLast().storageClasses())
                .containsExactly("aquifer-shared");
    }

    @Test
    void saysThatTheStorageThatIsNamedIsNotThere() {
        kube.secret(SYSTEM, "storage", "kubeconfig", kube.kubeconfig());
        var subject = World.cluster("storage", "uid-storage", 1);
        var spec = World.existing("storage");
        world.requestCluster(
                subject,
                new InferenceClusterSpec(
                        spec.cluster(), null, new InferenceClusterSpec.Storage("fast", null)));

        eventually(
                () ->
                        assertThat(facts(ClusterStorageFailed.class, subject).getLast().message())
                                .contains("fast", "aquifer-shared"));
    }

    @Test
    void appliesObservesAndRemoves() {
        adopt("east", kube.server());
        var cache = World.cache("team-a", "qwen");
        world.requestWork(cache, "east", "config", 0, CONFIG.formatted("a"));
        world.requestWork(cache, "east", "hydrate", 1, JOB);
        eventually(
                () ->
                        assertThat(world.observed("config", "ConfigMap"))
                                .hasValueSatisfying(
                                        o -> assertThat(o.readiness()).isEqualTo(Readiness.READY)));
        eventually(() -> assertThat(world.observed("hydrate", "Job")).isPresent());

        kube.finishJob("team-a", "hydrate", true, "{\"t\":\"result\",\"digest\":\"d\"}");
        eventually(
                () ->
                        assertThat(world.observed("hydrate", "Job"))
                                .hasValueSatisfying(
                                        job -> {
                                            assertThat(job.readiness()).isEqualTo(Readiness.READY);
                                            assertThat(String.valueOf(job.report()))
                                                    .contains("digest");
                                        }));

        world.withdrawWork(cache, "east", "hydrate");
        world.withdrawWork(cache, "east", "config");
        eventually(() -> assertThat(world.last("hydrate")).isInstanceOf(WorkRemoved.class));
        eventually(() -> assertThat(world.last("config")).isInstanceOf(WorkRemoved.class));
        assertThat(kube.client().batch().v1().jobs().inNamespace("team-a").list().getItems())
                .isEmpty();
    }

    @Test
    void observesTheCapacityOfPools() {
        world.requestClass("l4", "uid-l4", 2);
        eventually(() -> assertThat(world.bus.all(ClassAccepted.class)).isNotEmpty());
        kube.secret(SYSTEM, "pools", "kubeconfig", kube.kubeconfig());
        var subject = World.cluster("pools", "uid-pools", 1);
        world.requestCluster(
                subject,
                World.existing("pools", World.pool("gpu", "l4"), World.pool("spare", "l4")));
        eventually(() -> assertThat(facts(ClusterCapacityObserved.class, subject)).isNotEmpty());

        node("pool-node", "gpu", 10250);

        eventually(
                () ->
                        assertThat(facts(ClusterCapacityObserved.class, subject).getLast().pools())
                                .contains(
                                        new NodePool("gpu", "l4", "", "24Gi", 4, 1),
                                        new NodePool("spare", "l4", "", "24Gi", 2, 0)));
    }

    private void node(String name, String pool, int kubelet) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s',
                  'labels':{'modelplane.ai/pool':'%s'}}}
                """
                        .formatted(name, pool));
        kube.nodeStatus(
                name,
                """
                {'allocatable':{'nvidia.com/gpu':'4'},'capacity':{'nvidia.com/gpu':'4'},
                 'addresses':[{'type':'InternalIP','address':'127.0.0.1'}],
                 'daemonEndpoints':{'kubeletEndpoint':{'Port':%d}},
                 'conditions':[{'type':'Ready','status':'True'}]}
                """
                        .formatted(kubelet));
    }

    @Test
    void waitsForClassesAndHoldsThemWhileTheyAreNamed() {
        kube.secret(SYSTEM, "classy", "kubeconfig", kube.kubeconfig());
        var subject = World.cluster("classy", "uid-classy", 1);
        world.requestCluster(subject, World.existing("classy", World.pool("p", "h100")));
        eventually(
                () ->
                        assertThat(facts(ClusterProvisioning.class, subject))
                                .anyMatch(f -> f.message().contains("InferenceClasses: h100")));

        var hardware = world.requestClass("h100", "uid-h100", 8);
        eventually(() -> assertThat(facts(ClusterReady.class, subject)).isNotEmpty());

        world.withdrawClass(hardware);
        eventually(
                () ->
                        assertThat(facts(ClusterDeletionBlocked.class, hardware))
                                .anyMatch(
                                        f ->
                                                f.blockers()
                                                        .equals(
                                                                List.of(
                                                                        "InferenceCluster/-/classy"))));
        world.withdrawCluster(subject);
        eventually(() -> assertThat(facts(ClusterRemoved.class, subject)).hasSize(1));
        eventually(() -> assertThat(facts(ClassRemoved.class, hardware)).hasSize(1));
        eventually(
                () ->
                        assertThat(world.bus.tombstones())
                                .contains(
                                        "InferenceClass/-/h100/acceptance",
                                        "InferenceCluster/-/classy/reachability",
                                        "InferenceCluster/-/classy/session"));
    }

    @Test
    void saysThatProvisioningIsNotCarriedOutYet() {
        var subject = World.cluster("gke", "uid-gke", 1);
        world.requestCluster(
                subject,
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster(
                                "GKE",
                                null,
                                new InferenceClusterSpec.Gke("project", "region", null)),
                        null,
                        null));

        eventually(
                () ->
                        assertThat(facts(ClusterUnimplemented.class, subject).getLast().feature())
                                .isEqualTo("spec.cluster.source=GKE"));
    }

    @Test
    void aClusterThatIsAwayDelaysNoOtherAndComesBackInANewSession() {
        try (var wire = new Wire(kube.server())) {
            var away = adopt("away", wire.server());
            adopt("near", kube.server());
            var cache = World.cache("team-b", "qwen");
            world.requestWork(cache, "away", "far-1", 0, CONFIG.formatted("far"));
            eventually(() -> assertThat(world.last("far-1")).isInstanceOf(WorkObserved.class));
            var session = world.observations("far-1").getLast().session();

            wire.silence();
            world.requestWork(cache, "away", "far-2", 0, CONFIG.formatted("far-2"));
            world.requestWork(cache, "near", "near-1", 0, CONFIG.formatted("near"));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () ->
                                    assertThat(world.last("near-1"))
                                            .isInstanceOf(WorkObserved.class));
            eventually(
                    () ->
                            assertThat(facts(ClusterUnreachable.class, away))
                                    .anySatisfy(f -> assertThat(f.lastSeen()).isNotNull()));
            assertThat(world.last("far-1")).isInstanceOf(WorkObserved.class);

            wire.mend();
            eventually(() -> assertThat(facts(ClusterReady.class, away)).hasSize(2));
            eventually(() -> assertThat(world.last("far-2")).isInstanceOf(WorkObserved.class));
            eventually(
                    () ->
                            assertThat(world.observations("far-1").getLast().session())
                                    .isGreaterThan(session));
            // Its words may have changed meanwhile, when it began has not.
            assertThat(facts(ClusterUnreachable.class, away))
                    .extracting(ClusterUnreachable::since)
                    .containsOnly(facts(ClusterUnreachable.class, away).getFirst().since());
        }
    }

    @Test
    void aWithdrawnClusterWaitsForItsWorks() {
        var subject = adopt("held", kube.server());
        var cache = World.cache("team-c", "qwen");
        world.requestWork(cache, "held", "held-1", 0, CONFIG.formatted("held"));
        eventually(() -> assertThat(world.last("held-1")).isInstanceOf(WorkObserved.class));

        world.withdrawCluster(subject);
        eventually(
                () ->
                        assertThat(facts(ClusterDeletionBlocked.class, subject))
                                .anyMatch(
                                        f ->
                                                f.blockers()
                                                        .equals(
                                                                List.of(
                                                                        "ModelCache/team-c/qwen"))));
        world.requestWork(cache, "held", "held-2", 0, CONFIG.formatted("late"));
        eventually(
                () ->
                        assertThat(world.last("held-2"))
                                .isInstanceOfSatisfying(
                                        WorkRejected.class,
                                        r -> assertThat(r.code()).isEqualTo("ClusterWithdrawn")));
        assertThat(facts(ClusterRemoved.class, subject)).isEmpty();

        world.withdrawWork(cache, "held", "held-1");
        eventually(() -> assertThat(world.last("held-1")).isInstanceOf(WorkRemoved.class));
        eventually(() -> assertThat(facts(ClusterRemoved.class, subject)).hasSize(1));
        world.withdrawWork(cache, "held", "held-2");
        eventually(() -> assertThat(world.last("held-2")).isInstanceOf(WorkRemoved.class));
    }

    @Test
    void aWithdrawnClusterThatIsGoneDoesNotHangItsDeletion() {
        var wire = new Wire(kube.server());
        var subject = adopt("gone", wire.server());
        var cache = World.cache("team-d", "qwen");
        world.requestWork(cache, "gone", "gone-1", 0, CONFIG.formatted("gone"));
        eventually(() -> assertThat(world.last("gone-1")).isInstanceOf(WorkObserved.class));

        wire.close();
        world.withdrawCluster(subject);

        eventually(
                () ->
                        assertThat(world.last("gone-1"))
                                .isInstanceOfSatisfying(
                                        WorkRemoved.class,
                                        gone ->
                                                assertThat(gone.reason())
                                                        .isEqualTo("ClusterGone")));
        eventually(() -> assertThat(facts(ClusterRemoved.class, subject)).hasSize(1));
    }

    @Test
    void saysHowFarAWorkerIs(@TempDir Path folder) {
        adopt("progress", kube.server());
        try (var kubelet = new FakeKubelet(folder)) {
            node("progress-node", "p", kubelet.port());
            var cache = World.cache("team-e", "qwen");
            world.requestWork(cache, "progress", "progress-1", 3, JOB);
            eventually(() -> assertThat(world.last("progress-1")).isInstanceOf(WorkObserved.class));
            kube.runJob("team-e", "hydrate", "progress-node");

            kubelet.log("not for machines");
            kubelet.log("{'t':'plan','pinned':'etag:7','files':3}");
            eventually(
                    () ->
                            assertThat(world.last("progress-1"))
                                    .isInstanceOfSatisfying(
                                            WorkObserved.class,
                                            seen ->
                                                    assertThat(plan(seen).path("pinned").asText())
                                                            .isEqualTo("etag:7")));
            kubelet.log("x".repeat(200_000));
            for (int i = 1; i <= 100; i++) {
                kubelet.log(
                        "{'t':'progress','bytesDone':%d,'bytesTotal':100,'rate':5}".formatted(i));
            }
            eventually(() -> assertThat(progress(cache).getLast().bytesDone()).isEqualTo(100));
            assertThat(progress(cache)).hasSizeLessThan(7);
            assertThat(progress(cache).getFirst().attempt()).isEqualTo(3);
            assertThat(job("progress-1").throttledSince()).isNull();

            kubelet.log("{'t':'throttled','throttled':2,'bytesDone':100}");
            eventually(() -> assertThat(job("progress-1").throttledSince()).isNotNull());
            var since = job("progress-1").throttledSince();
            kubelet.log("{'t':'throttled','throttled':9,'bytesDone':100}");
            kubelet.log("{'t':'plan','pinned':'etag:8','files':3}");
            eventually(
                    () ->
                            assertThat(job("progress-1").plan())
                                    .hasToString(
                                            "{\"t\":\"plan\",\"pinned\":\"etag:8\",\"files\":3}"));
            assertThat(job("progress-1").throttledSince()).isEqualTo(since);
        }
    }

    @Test
    void takesThePlanFromProgressWhenItsOwnLineWasMissed(@TempDir Path folder) {
        adopt("late", kube.server());
        try (var kubelet = new FakeKubelet(folder)) {
            node("late-node", "p", kubelet.port());
            var cache = World.cache("team-l", "qwen");
            world.requestWork(cache, "late", "late-1", 3, JOB);
            eventually(() -> assertThat(world.last("late-1")).isInstanceOf(WorkObserved.class));
            kube.runJob("team-l", "hydrate", "late-node");

            kubelet.log("{'t':'progress','bytesDone':1,'bytesTotal':100,'pinned':'etag:7'}");
            eventually(
                    () ->
                            assertThat(job("late-1").plan())
                                    .hasToString(
                                            "{\"t\":\"plan\",\"pinned\":\"etag:7\",\"bytes\":100}"));

            var real = "{\"t\":\"plan\",\"pinned\":\"etag:7\",\"files\":3}";
            kubelet.log(real);
            eventually(() -> assertThat(job("late-1").plan()).hasToString(real));
            kubelet.log("{'t':'progress','bytesDone':50,'bytesTotal':100,'pinned':'etag:7'}");
            kubelet.log("{'t':'throttled','throttled':2,'bytesDone':50}");
            eventually(() -> assertThat(job("late-1").throttledSince()).isNotNull());
            assertThat(job("late-1").plan()).hasToString(real);
        }
    }

    private ObservedObject job(String work) {
        return world.observed(work, "Job").orElseThrow();
    }

    private static JsonNode plan(WorkObserved seen) {
        var plan = seen.objects().getFirst().plan();
        return plan == null ? MissingNode.getInstance() : plan;
    }

    private List<HydrationProgressed> progress(Subject cache) {
        return world.bus.all(HydrationProgressed.class).stream()
                .filter(p -> p.subject().equals(cache))
                .toList();
    }
}
