package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.AnswerEvent.RequestAdmitted;
import dev.aquifer.events.AnswerEvent.RequestRejected;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.Condition;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the bridge does, whoever the API server is. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BridgeContract {
    private static final JsonNode NOTHING = EventCodec.JSON.createObjectNode();

    private ControlServer control;
    private EmbeddedBroker broker;
    private BusProbe bus;
    private Bridge bridge;
    private String name = "";

    /** The API server to run against. */
    abstract ControlServer open() throws IOException, InterruptedException;

    /** What the users of the tests need to be allowed, where it is checked. */
    void allow(ControlServer server) throws IOException, InterruptedException {}

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Logs.show(Level.INFO);
        control = open();
        broker = EmbeddedBroker.start();
        bus = new BusProbe(broker.bootstrapServers());
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: ml-team}\n");
        allow(control);
        bridge = bridge("one");
    }

    @AfterAll
    void stop() {
        if (bridge != null) {
            bridge.close();
        }
        if (bus != null) {
            bus.close();
        }
        if (broker != null) {
            broker.close();
        }
        if (control != null) {
            control.close();
        }
    }

    @BeforeEach
    void name(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    }

    private Bridge bridge(String identity) {
        var begun = begin(identity);
        eventually(() -> assertThat(begun.trouble()).isEmpty());
        return begun;
    }

    private Bridge begin(String identity) {
        var begun =
                new Bridge(
                        Settings.of(control, broker.bootstrapServers()),
                        identity,
                        Clock.systemUTC(),
                        System::nanoTime,
                        BridgeLog.LOG);
        begun.start();
        return begun;
    }

    private void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(25))
                .pollDelay(Duration.ZERO)
                .untilAsserted(assertion);
    }

    String cache(String content, String metadata) {
        return """
        apiVersion: modelplane.ai/v1alpha1
        kind: ModelCache
        metadata: {name: %s, namespace: ml-team, %s}
        spec:
          artifact: {kind: Bytes, source: {inline: {content: "%s"}}}
          storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
        """
                .formatted(name, metadata, content);
    }

    private ResourceRef cacheRef() {
        return new ResourceRef("ModelCache", "ml-team", name);
    }

    private String get(String what, String path) throws IOException, InterruptedException {
        return control.kubectl("-n", "ml-team", "get", what, name, "-o", "jsonpath={" + path + "}");
    }

    CacheRequested applied(String content) throws IOException, InterruptedException {
        control.apply(cache(content, "labels: {tier: gold}"));
        var requested = new CacheRequested[1];
        eventually(() -> requested[0] = bus.last(cacheRef(), CacheRequested.class));
        return requested[0];
    }

    private static Condition condition(
            String type, Condition.Status status, String reason, long generation) {
        return new Condition(
                type,
                status,
                reason,
                "so it is",
                generation,
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private ResourceStatus status(Subject subject, JsonNode fields, Condition... conditions) {
        return new ResourceStatus(subject, List.of(conditions), fields, Instant.now());
    }

    @Test
    void whatIsAppliedIsPublishedOnceItIsGuarded() throws Exception {
        control.apply(
                cache(
                        "one",
                        "labels: {tier: gold}, annotations: {aquifer.dev/correlation-id: ticket-7, modelplane.ai/note: x, other.io/y: z}"));

        eventually(() -> assertThat(bus.events(cacheRef())).hasSize(1));
        var fact = (Received.Fact) bus.of(cacheRef()).getFirst();
        var event = (CacheRequested) fact.event();
        assertThat(event.subject().admittedUid().value()).isEqualTo(get("mc", ".metadata.uid"));
        assertThat(event.subject().generation()).isEqualTo(1);
        assertThat(event.metadata().labels()).containsEntry("tier", "gold");
        assertThat(event.metadata().annotations()).isEqualTo(Map.of("modelplane.ai/note", "x"));
        assertThat(event.spec().artifact().source().inline()).isNotNull();
        assertThat(event.since().toString()).isEqualTo(get("mc", ".metadata.creationTimestamp"));
        assertThat(fact.meta().correlationId()).isEqualTo("ticket-7");
        assertThat(get("mc", ".metadata.finalizers")).contains("aquifer.dev/finalizer");
    }

    @Test
    void editsArePublishedAndLabelsKeepTheTimeOfTheirGeneration() throws Exception {
        applied("one");
        control.apply(cache("two", "labels: {tier: gold}"));
        eventually(
                () ->
                        assertThat(
                                        bus.last(cacheRef(), CacheRequested.class)
                                                .subject()
                                                .generation())
                                .isEqualTo(2));
        var edited = bus.last(cacheRef(), CacheRequested.class);
        control.kubectl("-n", "ml-team", "label", "mc", name, "tier=iron", "--overwrite");
        eventually(
                () ->
                        assertThat(bus.last(cacheRef(), CacheRequested.class).metadata().labels())
                                .containsEntry("tier", "iron"));

        var labelled = bus.last(cacheRef(), CacheRequested.class);
        assertThat(labelled.subject().generation()).isEqualTo(2);
        assertThat(labelled.since()).isEqualTo(edited.since());
        var sequences =
                bus.of(cacheRef()).stream()
                        .map(r -> ((Received.Fact) r).meta().sequence())
                        .toList();
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theStatusIsWhatTheAggregatorSaysAndNothingElse() throws Exception {
        var subject = applied("one").subject();
        var fields =
                EventCodec.JSON.readTree(
                        "{\"observedGeneration\":1,\"files\":3,\"source\":\"inline\"}");
        bus.say(
                Topic.CONDITIONS,
                status(
                        subject,
                        fields,
                        condition("Ready", Condition.Status.True, "Staged", 1),
                        condition("ArtifactReady", Condition.Status.True, "Staged", 1)));
        control.kubectl(
                "-n", "ml-team", "wait", "--for=condition=Ready", "--timeout=10s", "mc/" + name);
        assertThat(get("mc", ".status.files")).isEqualTo("3");

        var fewer = EventCodec.JSON.readTree("{\"observedGeneration\":1,\"source\":\"inline\"}");
        bus.say(
                Topic.CONDITIONS,
                status(subject, fewer, condition("Ready", Condition.Status.False, "Hydrating", 1)));
        eventually(
                () -> assertThat(get("mc", ".status.conditions[*].reason")).isEqualTo("Hydrating"));
        assertThat(get("mc", ".status.files")).isEmpty();
        assertThat(get("mc", ".status.conditions[*].observedGeneration")).isEqualTo("1");

        var version = get("mc", ".metadata.resourceVersion");
        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mc",
                name,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"files\":99}}");
        eventually(() -> assertThat(get("mc", ".status.files")).isEmpty());
        assertThat(get("mc", ".metadata.resourceVersion")).isNotEqualTo(version);
    }

    @Test
    void theStatusOfAnotherLifeIsNeverShown() throws Exception {
        var subject = applied("one").subject();
        var stranger = new Subject(subject.resource(), new Uid("another"), 1);
        bus.say(
                Topic.CONDITIONS,
                status(stranger, NOTHING, condition("Ready", Condition.Status.True, "Staged", 1)));
        bus.say(
                Topic.CONDITIONS,
                status(
                        subject,
                        NOTHING,
                        condition("Ready", Condition.Status.False, "Hydrating", 1)));

        eventually(
                () -> assertThat(get("mc", ".status.conditions[*].reason")).isEqualTo("Hydrating"));
        bus.say(
                Topic.CONDITIONS,
                status(stranger, NOTHING, condition("Ready", Condition.Status.True, "Staged", 1)));
        control.kubectl("-n", "ml-team", "label", "mc", name, "tier=iron", "--overwrite");
        eventually(
                () ->
                        assertThat(bus.last(cacheRef(), CacheRequested.class).metadata().labels())
                                .containsEntry("tier", "iron"));
        assertThat(get("mc", ".status.conditions[*].reason")).isEqualTo("Hydrating");
    }

    @Test
    void aDeletionIsASagaAndEndsWithATombstone() throws Exception {
        var first = applied("one").subject();
        control.kubectl("-n", "ml-team", "delete", "mc", name, "--wait=false");
        eventually(() -> bus.last(cacheRef(), CacheWithdrawn.class));
        assertThat(get("mc", ".metadata.finalizers")).contains("aquifer.dev/finalizer");

        bus.say(Topic.CACHES, new CacheRemoved(first, Instant.now()));
        control.kubectl("-n", "ml-team", "wait", "--for=delete", "--timeout=10s", "mc/" + name);
        eventually(
                () -> assertThat(bus.of(cacheRef()).getLast()).isInstanceOf(Received.Gone.class));

        control.apply(cache("two", ""));
        eventually(
                () ->
                        assertThat(bus.last(cacheRef(), CacheRequested.class).subject().uid())
                                .isNotEqualTo(first.uid()));
        assertThat(
                        bus.of(cacheRef()).stream()
                                .map(
                                        r ->
                                                r instanceof Received.Fact f
                                                        ? f.event().getClass().getSimpleName()
                                                        : "Gone"))
                .containsExactly("CacheRequested", "CacheWithdrawn", "Gone", "CacheRequested");
    }

    @Test
    void aStrippedFinalizerIsPutOnAgain() throws Exception {
        applied("one");
        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mc",
                name,
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":null}}");

        eventually(
                () ->
                        assertThat(get("mc", ".metadata.finalizers"))
                                .contains("aquifer.dev/finalizer"));
        assertThat(bus.events(cacheRef())).hasSize(1);
    }

    private Subject deployment(String namespace) throws IOException, InterruptedException {
        control.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s, namespace: %s}
                spec:
                  replicas: 1
                  workers:
                    topology: {tensor: 1}
                    template: {spec: {containers: [{name: engine, image: "aquifer/engine:0.1"}]}}
                """
                        .formatted(name, namespace));
        var ref = new ResourceRef("ModelDeployment", namespace, name);
        var subject = new Subject[1];
        eventually(() -> subject[0] = bus.last(ref, DeploymentRequested.class).subject());
        return subject[0];
    }

    private ResourceDeclared replica(Subject owner) throws IOException {
        var spec =
                EventCodec.JSON.readTree(
                        """
                        {"inferenceClusterRef": {"name": "cluster-a"},
                         "workers": {"topology": {"tensor": 1},
                           "template": {"spec": {"containers": [{"name": "engine", "image": "aquifer/engine:0.1"}]}}}}
                        """);
        return new ResourceDeclared(
                owner,
                "ModelReplica",
                name,
                Map.of("modelplane.ai/replica", "true"),
                spec,
                Instant.now());
    }

    @Test
    void declaredResourcesAreMadeKeptAndRemoved() throws Exception {
        var owner = deployment("ml-team");
        bus.say(Topic.DEPLOYMENTS, replica(owner));
        eventually(
                () ->
                        assertThat(get("mr", ".metadata.ownerReferences[*].uid"))
                                .isEqualTo(owner.admittedUid().value()));

        var ref = new ResourceRef("ModelReplica", "ml-team", name);
        bus.say(
                Topic.CONDITIONS,
                status(
                        new Subject(ref, owner.uid(), 9),
                        EventCodec.JSON.readTree("{\"observedGeneration\":9}"),
                        condition("Ready", Condition.Status.True, "Serving", 9)));
        control.kubectl(
                "-n", "ml-team", "wait", "--for=condition=Ready", "--timeout=10s", "mr/" + name);
        assertThat(get("mr", ".status.observedGeneration")).isEqualTo("1");

        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mr",
                name,
                "--type=merge",
                "-p",
                "{\"spec\":{\"inferenceClusterRef\":{\"name\":\"cluster-z\"}}}");
        eventually(
                () ->
                        assertThat(get("mr", ".spec.inferenceClusterRef.name"))
                                .isEqualTo("cluster-a"));
        var uid = get("mr", ".metadata.uid");
        control.kubectl("-n", "ml-team", "delete", "mr", name);
        eventually(() -> assertThat(get("mr", ".metadata.uid")).isNotEqualTo(uid));

        bus.say(
                Topic.DEPLOYMENTS,
                new ResourceUndeclared(owner, "ModelReplica", name, Instant.now()));
        control.kubectl("-n", "ml-team", "wait", "--for=delete", "--timeout=10s", "mr/" + name);
    }

    @Test
    void aReplicaMadeByHandSaysThatNothingComesOfIt() throws Exception {
        control.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelReplica
                metadata: {name: %s, namespace: ml-team}
                spec:
                  inferenceClusterRef: {name: cluster-a}
                  workers:
                    topology: {tensor: 1}
                    template: {spec: {containers: [{name: engine, image: "aquifer/engine:0.1"}]}}
                """
                        .formatted(name));

        control.kubectl(
                "-n",
                "ml-team",
                "wait",
                "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=ImplementationPending",
                "--timeout=10s",
                "mr/" + name);
        assertThat(get("mr", ".status.conditions[0].status")).isEqualTo("False");
        assertThat(get("mr", ".status.conditions[0].message")).contains("made by Aquifer");
        assertThat(get("mr", ".status.conditions[0].observedGeneration")).isEqualTo("1");
    }

    @Test
    void whatUsersMadeIsNotTakenOverAndWhatIsDeclaredIsNotPublished() throws Exception {
        var owner = deployment("ml-team");
        var ref = new ResourceRef("ModelEndpoint", "ml-team", name);
        control.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelEndpoint
                metadata: {name: %s, namespace: ml-team}
                spec: {url: "http://10.0.0.7:8000/v1"}
                """
                        .formatted(name));
        eventually(() -> bus.last(ref, EndpointRequested.class));
        var url = EventCodec.JSON.readTree("{\"url\":\"http://10.0.0.8:8000/v1\"}");
        bus.say(
                Topic.DEPLOYMENTS,
                new ResourceDeclared(owner, "ModelEndpoint", name, Map.of(), url, Instant.now()));
        bus.say(
                Topic.DEPLOYMENTS,
                new ResourceDeclared(
                        owner, "ModelEndpoint", name + "-2", Map.of(), url, Instant.now()));

        eventually(
                () ->
                        assertThat(
                                        control.kubectl(
                                                "-n",
                                                "ml-team",
                                                "get",
                                                "me",
                                                name + "-2",
                                                "-o",
                                                "jsonpath={.spec.url}"))
                                .isEqualTo("http://10.0.0.8:8000/v1"));
        eventually(
                () ->
                        assertThat(
                                        control.kubectl(
                                                "-n",
                                                "ml-team",
                                                "get",
                                                "events",
                                                "-o",
                                                "jsonpath={.items[*].reason}"))
                                .contains("NameTaken"));
        assertThat(get("me", ".spec.url")).isEqualTo("http://10.0.0.7:8000/v1");
        assertThat(bus.events(new ResourceRef("ModelEndpoint", "ml-team", name + "-2"))).isEmpty();
    }

    @Test
    void transitionsAreToldOnce() throws Exception {
        var subject = applied("one").subject();
        var old = Instant.now().minus(2, ChronoUnit.HOURS);
        var failed = condition("ArtifactReady", Condition.Status.False, "Failed", 1);
        bus.say(
                Topic.TRANSITIONS,
                new ConditionChanged(subject, null, failed, "", old),
                name + "-old");
        bus.say(
                Topic.TRANSITIONS,
                new ConditionChanged(subject, null, failed, "", Instant.now()),
                name + "-1");
        bus.say(
                Topic.TRANSITIONS,
                new ConditionChanged(subject, null, failed, "", Instant.now()),
                name + "-1");
        var staged = condition("ArtifactReady", Condition.Status.True, "Staged", 1);
        bus.say(
                Topic.TRANSITIONS,
                new ConditionChanged(subject, failed, staged, "", Instant.now()),
                name + "-2");

        eventually(
                () ->
                        assertThat(
                                        control.kubectl(
                                                "-n",
                                                "ml-team",
                                                "get",
                                                "events",
                                                "--field-selector",
                                                "involvedObject.name=" + name,
                                                "-o",
                                                "jsonpath={range .items[*]}{.type} {.reason};{end}"))
                                .contains("Normal Staged;"));
        assertThat(
                        control.kubectl(
                                "-n",
                                "ml-team",
                                "get",
                                "events",
                                "--field-selector",
                                "involvedObject.name=" + name,
                                "-o",
                                "jsonpath={range .items[*]}{.type} {.reason};{end}"))
                .containsOnlyOnce("Warning Failed;");
        assertThat(control.kubectl("-n", "ml-team", "describe", "mc", name))
                .contains("ArtifactReady is True: so it is");
    }

    @Test
    void aRestartSaysNothingNewAndTakesUpWhatHappenedMeanwhile() throws Exception {
        var subject = applied("one").subject();
        bus.say(
                Topic.CONDITIONS,
                status(subject, NOTHING, condition("Ready", Condition.Status.True, "Staged", 1)));
        eventually(() -> assertThat(get("mc", ".status.conditions[*].reason")).isEqualTo("Staged"));
        var said = bus.size();
        var version = get("mc", ".metadata.resourceVersion");

        bridge.close();
        bridge = bridge("two");
        control.apply(cache("one", "labels: {tier: iron}"));
        eventually(() -> assertThat(bus.events(cacheRef())).hasSize(2));
        assertThat(bus.size()).isEqualTo(said + 1);
        assertThat(Long.parseLong(get("mc", ".metadata.resourceVersion")))
                .isGreaterThan(Long.parseLong(version));

        bridge.close();
        control.kubectl("-n", "ml-team", "delete", "mc", name, "--wait=false");
        bridge = bridge("three");
        eventually(() -> bus.last(cacheRef(), CacheWithdrawn.class));
    }

    @Test
    void whatVanishedUnseenIsLeftAlone() throws Exception {
        applied("one");
        bridge.close();
        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mc",
                name,
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":null}}");
        control.kubectl("-n", "ml-team", "delete", "mc", name);
        bridge = bridge("four");

        eventually(() -> assertThat(bridge.waiting()).containsKey(cacheRef()));
        assertThat(bus.events(cacheRef())).hasSize(1);
        assertThat(bus.of(cacheRef())).hasSize(1);
    }

    @Test
    void anotherReplicaStandsByAndTakesOver() throws Exception {
        applied("one");
        try (var other = begin("five")) {
            eventually(() -> assertThat(other.standing()).startsWith("standing by"));
            assertThat(other.trouble()).isEmpty();
            bridge.close();
            eventually(() -> assertThat(other.standing()).startsWith("leading"));
            control.apply(cache("two", ""));
            eventually(
                    () ->
                            assertThat(
                                            bus.last(cacheRef(), CacheRequested.class)
                                                    .subject()
                                                    .generation())
                                    .isEqualTo(2));
        }
        bridge = bridge("six");
    }

    private DesiredEvent request(String content) throws IOException {
        var spec =
                EventCodec.JSON.readValue(
                        """
                        {"artifact": {"kind": "Bytes", "source": {"inline": {"content": "%s"}}},
                         "mount": {"path": "/mnt/models"},
                         "storage": {"backend": "PVC", "pvc": {"storageClassName": "aquifer-shared", "sizeGiB": 1}}}
                        """
                                .formatted(content),
                        ModelCacheSpec.class);
        var metadata = new Metadata(Map.of("team", "other"), Map.of());
        return new CacheRequested(new Subject(cacheRef(), null, 0), metadata, spec, Instant.now());
    }

    private String content() throws IOException, InterruptedException {
        return get("mc", ".spec.artifact.source.inline.content");
    }

    @Test
    void whatOtherSystemsAskForIsAppliedAnsweredAndNotRevertedByAReplay() throws Exception {
        var asked = bus.say(Topic.REQUESTS, request("one"), name + "-1");
        eventually(() -> bus.last(cacheRef(), RequestAdmitted.class));
        var admitted = bus.last(cacheRef(), RequestAdmitted.class);
        assertThat(admitted.request()).isEqualTo(asked);
        assertThat(admitted.subject().admittedUid().value()).isEqualTo(get("mc", ".metadata.uid"));
        eventually(() -> bus.last(cacheRef(), CacheRequested.class));
        var fact = (Received.Fact) bus.of(cacheRef()).getLast();
        assertThat(fact.meta().correlationId()).isEqualTo("correlation");

        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mc",
                name,
                "--type=merge",
                "-p",
                "{\"spec\":{\"artifact\":{\"source\":{\"inline\":{\"content\":\"by hand\"}}}}}");
        bridge.close();
        control.kubectl("-n", "modelplane-system", "delete", "lease", "kube-bridge");
        bridge = bridge("seven");
        bus.say(
                Topic.REQUESTS,
                new CacheWithdrawn(new Subject(cacheRef(), null, 0), Instant.now()),
                name + "-2");
        eventually(() -> bus.last(cacheRef(), CacheWithdrawn.class));
        assertThat(content()).isEqualTo("by hand");
    }

    @Test
    void aRefusalHasTheWordsOfTheApi() throws Exception {
        bus.say(Topic.REQUESTS, request("x".repeat(131_073)), name + "-1");

        eventually(() -> bus.last(cacheRef(), RequestRejected.class));
        assertThat(bus.last(cacheRef(), RequestRejected.class).message())
                .contains("spec.artifact.source.inline.content");
    }

    @Test
    void whoIsDeposedOnTheBusBeginsAnew() throws Exception {
        applied("one");
        var kafka = KafkaSettings.of(broker.bootstrapServers());
        EventPublisher.fencing(kafka, new EventCodec(), "aquifer-kube-bridge").close();

        edited("two");
        eventually(() -> assertThat(bridge.trouble()).isEmpty());
    }

    /** Edits what {@link #applied} made, and waits until the edit was published, once. */
    void edited(String content) throws IOException, InterruptedException {
        control.apply(cache(content, "labels: {tier: gold}"));
        eventually(
                () ->
                        assertThat(
                                        bus.events(cacheRef()).stream()
                                                .map(e -> e.subject().generation()))
                                .containsExactly(1L, 2L));
    }

    ControlServer control() {
        return control;
    }

    EmbeddedBroker broker() {
        return broker;
    }

    @Test
    void nothingIsMadeInANamespaceThatIsGoing() throws Exception {
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: going}\n");
        var going = deployment("going");
        control.kubectl("delete", "namespace", "going", "--wait=false");
        bus.say(Topic.DEPLOYMENTS, replica(going));
        bus.say(Topic.DEPLOYMENTS, replica(deployment("ml-team")));
        eventually(() -> assertThat(get("mr", ".metadata.uid")).isNotEmpty());
        assertThat(control.kubectl("-n", "going", "get", "mr", "-o", "name"))
                .doesNotContain("modelreplica.modelplane.ai");
    }
}
