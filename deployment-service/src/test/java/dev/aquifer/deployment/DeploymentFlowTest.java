package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.deployment.ReplicaFlow.EngineAnswer;
import dev.aquifer.deployment.RoutingFlow.GatewayLook;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DeploymentEvent.DeploymentUnimplemented;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.DeploymentEvent.GangLost;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.ModelServiceSpec;
import dev.aquifer.events.spec.Selector;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a request to an endpoint and back, on a real broker and a real database. */
class DeploymentFlowTest {
    private static final ClusterName A = new ClusterName("a");
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
    private static final Subject CACHE = subject("ModelCache/ml/qwen", "cache-1");
    private static final Subject DEPLOYMENT = subject("ModelDeployment/ml/qwen", "deployment-1");
    private static final Subject SERVICE = subject("ModelService/ml/qwen", "service-1");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Bus bus = new Bus(broker.bootstrapServers());
    private final Flows flows = Flows.of(GangManifests::render);
    private final DataSource database = EmbeddedDatabase.shared().create();
    private final EventLedger ledger = ledger();
    private DueDecisions due;

    private static Subject subject(String resource, String uid) {
        return new Subject(ResourceRef.parse(resource), new Uid(uid), 1);
    }

    private EventLedger ledger() {
        Flyway.configure().dataSource(database).load().migrate();
        return flows.on(
                EventLedger.builder(
                                LedgerSettings.of("deployment-service", broker.bootstrapServers()),
                                database)
                        .clock(Clock.systemUTC())
                        .build());
    }

    @BeforeEach
    void start() {
        ledger.start();
        due = ReplicaOfService.decisions(ledger, database, flows);
    }

    @AfterEach
    void stop() {
        due.close();
        ledger.close();
        bus.close();
        broker.close();
    }

    private void aClusterWithTheCache() {
        var cluster = subject("InferenceCluster/-/a", "cluster-1");
        bus.say(
                Topic.DESIRED,
                new ClusterRequested(
                        cluster,
                        Metadata.NONE,
                        new InferenceClusterSpec(
                                new InferenceClusterSpec.Cluster("Existing", null, null),
                                null,
                                null),
                        T));
        bus.say(Topic.CLUSTERS, new ClusterReady(cluster, "v1.33", List.of("LeaderWorkerSet"), T));
        bus.say(
                Topic.CLUSTERS,
                new ClusterCapacityObserved(
                        cluster, List.of(new NodePool("gpu", "c", "", "24Gi", 1, 2)), T));
        bus.say(Topic.DESIRED, new CacheRequested(CACHE, Metadata.NONE, cacheSpec(), T));
        bus.say(
                Topic.CACHES,
                new HydrationCompleted(
                        CACHE, A, 1, "sha256:d", "rev", 1, 1, 1, "claim", "sha256-d", null, T));
    }

    private static ModelCacheSpec cacheSpec() {
        return new ModelCacheSpec(
                new ModelCacheSpec.Artifact(
                        "Bytes",
                        new ModelCacheSpec.Source(
                                null,
                                null,
                                null,
                                null,
                                new ModelCacheSpec.Inline("x", null),
                                null)),
                new ModelCacheSpec.Mount("/mnt/models", null),
                new ModelCacheSpec.Storage("PVC", new ModelCacheSpec.Pvc("shared", 1, null), null),
                null,
                null);
    }

    private static ModelDeploymentSpec spec(int gpus) {
        return spec(gpus, "engine:1");
    }

    private static ModelDeploymentSpec running(String image) {
        return spec(1, image);
    }

    private static ModelDeploymentSpec spec(int gpus, String image) {
        var container = new Workers.Container("engine", image, null, List.of(), null);
        return new ModelDeploymentSpec(
                1,
                null,
                new Workers(
                        1,
                        new Workers.Topology(null, gpus, 2),
                        null,
                        new Workers.PodTemplate(
                                null, new Workers.PodSpec(List.of(container), null)),
                        new Workers.Serving(8000, "/health")),
                null,
                List.of(new ModelDeploymentSpec.CacheName("qwen")));
    }

    private void request(ModelDeploymentSpec spec) {
        request(1, spec);
    }

    private void request(long generation, ModelDeploymentSpec spec) {
        bus.say(Topic.DESIRED, new DeploymentRequested(edit(generation), Metadata.NONE, spec, T));
    }

    private static Subject edit(long generation) {
        return new Subject(DEPLOYMENT.resource(), DEPLOYMENT.uid(), generation);
    }

    private static ModelDeploymentSpec wanting(ModelDeploymentSpec spec, int replicas) {
        return new ModelDeploymentSpec(
                replicas, spec.clusterSelector(), spec.workers(), spec.engine(), spec.caches());
    }

    private void grant() {
        grant(1, "d");
    }

    private void grant(long generation, String digest) {
        bus.say(
                Topic.CACHES,
                new CacheUseGranted(
                        CACHE,
                        edit(generation),
                        A,
                        "sha256:" + digest,
                        "claim",
                        "sha256-" + digest,
                        "/mnt/models",
                        T));
    }

    private static PodState pod(int index, boolean ready) {
        return new PodState(
                "p-" + index,
                "u-" + index,
                index,
                "n",
                "127.0.0." + index,
                "Running",
                ready,
                0,
                ready ? "" : "CrashLoopBackOff",
                "");
    }

    private void observe(WorkRequested work, boolean ready) {
        var object =
                new ObservedObject(
                        "leaderworkerset.x-k8s.io/v1",
                        "LeaderWorkerSet",
                        "ml",
                        "x",
                        ready ? Readiness.READY : Readiness.PROGRESSING,
                        "",
                        "",
                        List.of(pod(0, true), pod(1, ready)),
                        null,
                        T);
        bus.say(
                Topic.OBSERVATIONS,
                new WorkObserved(
                        work.subject(), A, work.work(), work.attempt(), 1, List.of(object), T, T));
    }

    private void answer(EndpointPublished endpoint) {
        var answer =
                new EngineAnswer(
                        new Uid("deployment-1"),
                        endpoint.replica(),
                        endpoint.url(),
                        List.of("qwen"));
        ledger.inTransaction(
                Cause.continuing("request-1"),
                tx -> {
                    flows.replicas().onAnswer(answer, tx);
                    return answer;
                });
    }

    private WorkRequested serving() {
        aClusterWithTheCache();
        request(spec(1));
        bus.await1(CacheUseRequested.class);
        grant();
        var work = bus.await1(WorkRequested.class);
        observe(work, true);
        answer(bus.await1(EndpointPublished.class));
        bus.await1(EndpointReady.class);
        return work;
    }

    @Test
    void fromARequestToAnAddressThatAnswers() {
        bus.say(
                Topic.DESIRED,
                new GatewayRequested(
                        subject("InferenceGateway/-/default", "gateway-1"),
                        Metadata.NONE,
                        new InferenceGatewaySpec("Aquifer", null),
                        T));
        bus.say(
                Topic.DESIRED,
                new ServiceRequested(
                        SERVICE,
                        Metadata.NONE,
                        new ModelServiceSpec(
                                List.of(
                                        new ModelServiceSpec.Endpoints(
                                                new Selector(
                                                        Map.of(
                                                                "modelplane.ai/deployment",
                                                                "qwen"))))),
                        T));
        bus.awaitFact(ServiceRouted.class, r -> r.backends().isEmpty());
        ledger.inTransaction(
                Cause.continuing("test"),
                tx -> {
                    flows.routing()
                            .onGateway(
                                    new GatewayLook(
                                            "me", true, "http://gateway", Duration.ofHours(1)),
                                    tx);
                    return tx;
                });

        var work = serving();

        assertThat(work.manifests().getFirst().toString()).contains("\"subPath\":\"sha256-d\"");
        var route = bus.awaitFact(ServiceRouted.class, r -> !r.backends().isEmpty());
        assertThat(route.event().address()).isEqualTo("http://gateway/ml/qwen");
        assertThat(route.event().backends().getFirst().url()).isEqualTo("http://127.0.0.0:8000");
        assertThat(route.meta().correlationId()).isEqualTo("request-1");
        assertThat(route.event().since()).isAfterOrEqualTo(bus.await1(EndpointReady.class).since());
    }

    @Test
    void aLostPodWithdrawsTheEndpoint() {
        var work = serving();

        observe(work, false);

        bus.await1(EndpointWithdrawn.class);
        assertThat(bus.await1(GangLost.class).message()).contains("pod p-1: CrashLoopBackOff");
    }

    @Test
    void deletionReleasesTheCacheAfterTheWorkIsGone() {
        var work = serving();
        bus.say(
                Topic.DESIRED,
                new DeploymentWithdrawn(
                        new Subject(DEPLOYMENT.resource(), DEPLOYMENT.uid(), 2), T));
        var withdrawn = bus.await1(WorkWithdrawn.class);
        assertThat(bus.find(CacheUseReleased.class, e -> true)).isEmpty();

        bus.say(Topic.OBSERVATIONS, new WorkRemoved(withdrawn.subject(), A, work.work(), 0, 1, T));

        bus.await1(CacheUseReleased.class);
        bus.await1(DeploymentRemoved.class);
        await().untilAsserted(() -> assertThat(bus.find(WorkWithdrawn.class, e -> true)).isEmpty());
    }

    @Test
    void aFormerRenderingThatWasReadyIsNotTheNewOne() {
        var former = serving();
        bus.say(
                Topic.CACHES,
                new CacheUseGranted(
                        CACHE, DEPLOYMENT, A, "sha256:e", "claim", "sha256-e", "/mnt/models", T));
        var now = bus.awaitFact(WorkRequested.class, w -> w.attempt() > former.attempt()).event();

        observe(former, true);
        observe(now, false);

        var starting =
                bus.awaitFact(GangStarting.class, g -> g.reason().equals("CrashLoopBackOff"));
        assertThat(starting.event().message()).contains("pod p-1");
        assertThat(bus.find(EndpointReady.class, e -> true)).isEmpty();
        observe(now, true);
        bus.await1(EndpointPublished.class);
    }

    @Test
    void anEditThatFitsNowhereLeavesWhatServes() {
        var work = serving();

        request(2, spec(8));

        var placement =
                bus.awaitFact(
                                PlacementDecided.class,
                                p -> p.reason().equals("InsufficientCapacity"))
                        .event();
        assertThat(placement.message()).contains("goes on as it was before the edit");
        assertThat(bus.await1(WorkRequested.class)).isEqualTo(work);
        assertThat(bus.find(EndpointReady.class, e -> true)).isNotEmpty();
    }

    @Test
    void anotherNumberOfReplicasAsksForNoOtherWeights() {
        var work = serving();

        request(2, wanting(spec(1), 2));

        bus.awaitFact(PlacementDecided.class, p -> p.wanted() == 2);
        assertThat(bus.await1(CacheUseRequested.class).subject().generation()).isEqualTo(1);
        assertThat(bus.await1(WorkRequested.class)).isEqualTo(work);
    }

    @Test
    void aNewRevisionIsRolledOutOnceWithTheMountThatItWasGranted() {
        var work = serving();

        request(2, running("engine:2"));
        bus.awaitFact(CacheUseRequested.class, use -> use.subject().generation() == 2);
        bus.awaitFact(GangStarting.class, g -> g.reason().equals("WaitingForCacheUse"));
        assertThat(bus.await1(WorkRequested.class)).isEqualTo(work);

        grant(2, "e");
        var next = bus.awaitFact(WorkRequested.class, w -> w.attempt() > work.attempt()).event();
        assertThat(next.attempt()).isEqualTo(work.attempt() + 1);
        assertThat(next.manifests().getFirst().toString()).contains("\"subPath\":\"sha256-e\"");
    }

    @Test
    void tooManyGpusSaysWhatEachClusterHas() {
        aClusterWithTheCache();
        request(spec(8));

        var placement =
                bus.awaitFact(
                                PlacementDecided.class,
                                p -> p.reason().equals("InsufficientCapacity"))
                        .event();
        assertThat(placement.message())
                .contains("a: no pool has 2 node(s) with 8 GPU(s); it has gpu: 2 node(s)");
    }

    @Test
    void aDeploymentBeforeItsCacheSaysWhichIsMissingAndGoesOnByItself() {
        request(spec(1));
        assertThat(bus.await1(PlacementDecided.class).message())
                .isEqualTo("spec.caches: there is no ModelCache qwen in namespace ml; apply it");

        aClusterWithTheCache();

        bus.await1(CacheUseRequested.class);
    }

    @Test
    void whatIsSaidOfAnOlderLifeTakesNothingFromTheNewerOne() {
        aClusterWithTheCache();
        bus.say(Topic.CACHES, new CacheRemoved(subject("ModelCache/ml/qwen", "cache-0"), T));
        bus.say(
                Topic.CLUSTERS,
                new ClusterRemoved(subject("InferenceCluster/-/a", "cluster-0"), T));

        request(spec(1));

        bus.await1(CacheUseRequested.class);
    }

    @Test
    void theOlderDialectSaysThatItIsNotCarriedOut() {
        var old = spec(1);
        request(
                new ModelDeploymentSpec(
                        1,
                        null,
                        new Workers(1, old.workers().topology(), null, null, null),
                        new ModelDeploymentSpec.Engine("vllm", null, null, null),
                        null));

        assertThat(bus.await1(DeploymentUnimplemented.class).feature()).isEqualTo("spec.engine");
    }

    @Test
    void hearingEverythingAgainSaysNothing() {
        serving();
        await().untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        long before = bus.said();

        request(spec(1));
        grant();
        aClusterWithTheCache();
        // Said last: once it is answered, all before was decided.
        bus.say(
                Topic.DESIRED,
                new DeploymentRequested(
                        subject("ModelDeployment/ml/last", "last"), Metadata.NONE, spec(9), T));
        bus.awaitFact(PlacementDecided.class, p -> p.subject().resource().name().equals("last"));

        var ofLast =
                bus.find(
                                dev.aquifer.events.DeploymentEvent.class,
                                e -> e.subject().resource().name().equals("last"))
                        .size();
        assertThat(bus.said() - before).isEqualTo(ofLast);
    }
}
