package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
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

/** What other systems can ask for on the bus, and what they are answered, whoever the API is. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RequestsContract {
    static final String TENANT = "aquifer.requests.team-b";
    static final String TENANT_ANSWERS = "aquifer.answers.team-b";
    private static final String REQUESTS = Topic.REQUESTS.topicName();
    private static final String ANSWERS = Topic.ANSWERS.topicName();
    private static final String DEAD_LETTERS = Topic.DEAD_LETTERS.topicName();
    private static final String WANTED = "aquifer.cache.CacheRequested.v1";
    private static final String UNWANTED = "aquifer.cache.CacheWithdrawn.v1";
    private static final String ADMITTED = "aquifer.answer.RequestAdmitted.v1";
    private static final String REJECTED = "aquifer.answer.RequestRejected.v1";

    private ControlServer control;
    private EmbeddedBroker broker;
    private BusProbe bus;
    private Asker asker;
    private Bridge bridge;
    private String name = "";
    private int bridges;

    /** The API server to run against. */
    abstract ControlServer open() throws IOException, InterruptedException;

    /** What the users of the tests need to be allowed, where it is checked. */
    void allow(ControlServer server) throws IOException, InterruptedException {}

    @BeforeAll
    void start() throws Exception {
        Logs.show(Level.INFO);
        control = open();
        broker = EmbeddedBroker.start();
        var address = broker.bootstrapServers();
        Asker.create(address, TENANT, TENANT_ANSWERS);
        bus = new BusProbe(address);
        asker = new Asker(address, ANSWERS, TENANT_ANSWERS, DEAD_LETTERS);
        for (var namespace : new String[] {"ml-team", "team-b"}) {
            control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}\n");
        }
        allow(control);
        startBridge();
    }

    private void startBridge() {
        var settings =
                new HashMap<>(
                        Map.of(
                                "requests.user", "requests",
                                "requests.tenants.team-b.topic", TENANT,
                                "requests.tenants.team-b.answers", TENANT_ANSWERS,
                                "requests.tenants.team-b.user", "team-b-ci",
                                "requests.tenants.team-b.namespaces", "team-b,team-b-staging"));
        var all = Settings.of(control, broker.bootstrapServers(), settings);
        bridges++;
        bridge =
                new Bridge(
                        all,
                        "bridge-" + bridges,
                        Clock.systemUTC(),
                        System::nanoTime,
                        BridgeLog.LOG);
        bridge.start();
        eventually(() -> assertThat(bridge.trouble()).isEmpty());
    }

    /** As if nobody had ever noted how far the topics were handled. */
    private void restartFromTheBeginning() throws Exception {
        bridge.close();
        control.kubectl("-n", "modelplane-system", "delete", "lease", "kube-bridge");
        startBridge();
    }

    @AfterAll
    void stop() {
        if (bridge != null) {
            bridge.close();
        }
        if (asker != null) {
            asker.close();
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
        name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    private void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(25))
                .pollDelay(Duration.ZERO)
                .untilAsserted(assertion);
    }

    private ResourceRef ref(String namespace) {
        return new ResourceRef("ModelCache", namespace, name);
    }

    private String key() {
        return ref("ml-team").toString();
    }

    private static String payload(String content) {
        return """
        {"metadata": {"labels": {"team": "other"}},
         "spec": {"artifact": {"kind": "Bytes", "source": {"inline": {"content": "%s"}}},
                  "storage": {"backend": "PVC", "pvc": {"storageClassName": "aquifer-shared", "sizeGiB": 1}}}}
        """
                .formatted(content);
    }

    private Asker.Heard asked(String id, String type, String payload) throws Exception {
        asker.ask(REQUESTS, key(), id, type, payload);
        return answered(id);
    }

    private Asker.Heard answered(String id) {
        var answer = new Asker.Heard[1];
        eventually(() -> answer[0] = asker.answer(ANSWERS, id));
        return answer[0];
    }

    /** Something later on the same partition was handled, so all before it was. */
    private void theTopicGoesOn() throws Exception {
        var id = name + "-later";
        assertThat(asked(id, WANTED, payload("later")).header("ce_type")).isNotEmpty();
    }

    private String get(String path) throws IOException, InterruptedException {
        return get("ml-team", path);
    }

    private String get(String namespace, String path) throws IOException, InterruptedException {
        return control.kubectl("-n", namespace, "get", "mc", name, "-o", "jsonpath={" + path + "}");
    }

    private String content() throws IOException, InterruptedException {
        return get(".spec.artifact.source.inline.content");
    }

    private void editByHand() throws IOException, InterruptedException {
        control.kubectl(
                "-n",
                "ml-team",
                "patch",
                "mc",
                name,
                "--type=merge",
                "-p",
                "{\"spec\":{\"artifact\":{\"source\":{\"inline\":{\"content\":\"by hand\"}}}}}");
    }

    @Test
    void aRequestWithTheLeastThereHasToBeDoesWhatApplyingDoes() throws Exception {
        var answer = asked(name + "-1", WANTED, payload("one"));

        assertThat(answer.header("ce_type")).isEqualTo(ADMITTED);
        assertThat(answer.key()).isEqualTo(key());
        assertThat(answer.header("ce_correlationid")).isEqualTo(name + "-1");
        assertThat(answer.value()).contains(get(".metadata.uid"));
        assertThat(get(".metadata.labels.team")).isEqualTo("other");
        assertThat(content()).isEqualTo("one");
        assertThat(get(".spec.mount.path")).as("defaults are the API's").isNotEmpty();
        eventually(() -> bus.last(ref("ml-team"), CacheRequested.class));
    }

    @Test
    void aWithdrawalDoesWhatDeletingDoes() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        eventually(() -> bus.last(ref("ml-team"), CacheRequested.class));
        var uid = get(".metadata.uid");

        var answer = asked(name + "-2", UNWANTED, "{}");

        assertThat(answer.header("ce_type")).isEqualTo(ADMITTED);
        assertThat(answer.value()).contains(uid);
        eventually(() -> bus.last(ref("ml-team"), CacheWithdrawn.class));
        assertThat(asked(name + "-3", WANTED, payload("two")).value())
                .contains("is being deleted: ask again when it is gone");
    }

    @Test
    void whatTheApiRefusesIsAnsweredInItsOwnWords() throws Exception {
        assertThat(asked(name + "-1", UNWANTED, "{}").value()).contains("not found");
        assertThat(asked(name + "-2", WANTED, payload("x".repeat(131_073))).value())
                .contains("spec.artifact.source.inline.content");
        assertThat(asked(name + "-3", WANTED, payload("one").replace("backend", "backEnd")).value())
                .contains("backEnd");
        assertThat(asker.answer(ANSWERS, name + "-3").header("ce_type")).isEqualTo(REJECTED);
    }

    @Test
    void anotherLifeThanTheOneThatIsMeantIsLeftAlone() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        var meant = "{\"subject\": {\"uid\": \"another\"}}";

        assertThat(asked(name + "-2", UNWANTED, meant).value()).contains("another was asked for");
        assertThat(get(".metadata.deletionTimestamp")).isEmpty();
    }

    @Test
    void whatThisReleaseCannotDoIsRejectedAndTheTopicGoesOn() throws Exception {
        var head = new HashMap<>(Asker.head(name + "-1", WANTED));
        head.put("ce_requires", "time-travel");
        asker.send(REQUESTS, key(), head, payload("one"));
        asker.ask(REQUESTS, key(), name + "-2", "aquifer.cache.CachePaused.v1", "{}");

        assertThat(answered(name + "-1").value()).contains("it requires time-travel");
        assertThat(answered(name + "-2").value()).contains("aquifer.cache.CachePaused.v1");
        theTopicGoesOn();
        assertThat(asker.with(DEAD_LETTERS, key())).isEmpty();
    }

    @Test
    void whatCannotBeReadIsBuriedAnsweredIfItCanBeAndTheTopicGoesOn() throws Exception {
        asker.ask(REQUESTS, key(), name + "-1", WANTED, "apiVersion: modelplane.ai/v1alpha1");
        asker.send(REQUESTS, key(), Map.of("ce_id", name + "-2"), payload("one"));
        asker.ask(REQUESTS, "no-name-" + name, name + "-3", WANTED, payload("one"));
        asker.send(REQUESTS, "nobody-" + name, Map.of("x", "y"), "nothing");
        asker.send(REQUESTS, key(), Map.of(), null);
        asker.ask(REQUESTS, key(), name + "-4", "aquifer.service.ServiceRequested.v1", "{}");

        assertThat(answered(name + "-1").value()).contains("payload is not JSON");
        assertThat(answered(name + "-2").value()).contains("header ce_type is missing");
        assertThat(answered(name + "-3").value()).contains("is not kind/namespace/name");
        assertThat(answered(name + "-4").value()).contains("key names a ModelCache");
        theTopicGoesOn();
        eventually(
                () -> {
                    assertThat(asker.with(DEAD_LETTERS, key())).hasSize(4);
                    assertThat(asker.with(DEAD_LETTERS, "nobody-" + name)).hasSize(1);
                });
        var letter = asker.with(DEAD_LETTERS, key()).getFirst();
        assertThat(letter.value()).isEqualTo("apiVersion: modelplane.ai/v1alpha1");
        assertThat(letter.header("ce_id")).isEqualTo(name + "-1");
        assertThat(letter.header("deadletter_topic")).isEqualTo(REQUESTS);
        assertThat(letter.header("deadletter_offset")).matches("\\d+");
        assertThat(letter.header("deadletter_reason")).isEqualTo("payload is not JSON");
        assertThat(asker.on(ANSWERS))
                .as("also the tombstone, which has a key and no id, is answered")
                .anyMatch(a -> a.key().equals(key()) && a.value().contains("is missing"));
    }

    @Test
    void aRepeatChangesNothing() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        editByHand();

        asker.ask(REQUESTS, key(), name + "-1", WANTED, payload("one"));
        asker.ask(REQUESTS, key(), name + "-2", UNWANTED, "{\"subject\": {\"uid\": \"none\"}}");

        answered(name + "-2");
        assertThat(content()).isEqualTo("by hand");
        assertThat(asker.answers(ANSWERS, name + "-1")).hasSize(1);
    }

    @Test
    void aReplayRevertsNothingAndRaisesNoDead() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        eventually(() -> bus.last(ref("ml-team"), CacheRequested.class));
        control.kubectl("-n", "ml-team", "delete", "mc", name, "--wait=false");
        eventually(() -> bus.last(ref("ml-team"), CacheWithdrawn.class));
        var gone = bus.last(ref("ml-team"), CacheWithdrawn.class).subject();
        bus.say(Topic.CACHES, new CacheRemoved(gone, Instant.now()));
        control.kubectl("-n", "ml-team", "wait", "--for=delete", "--timeout=30s", "mc/" + name);

        restartFromTheBeginning();

        assertThat(asked(name + "-2", UNWANTED, "{}").value()).contains("not found");
        assertThat(asker.answers(ANSWERS, name + "-1")).hasSize(1);
    }

    @Test
    void whatWasCarriedOutBeforeACrashIsOnlyAnswered() throws Exception {
        var place = asker.nextPlace(REQUESTS, key());
        control.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelCache
                metadata: {name: %s, namespace: ml-team, annotations: {aquifer.dev/request: "%s"}}
                spec:
                  artifact: {kind: Bytes, source: {inline: {content: "by hand"}}}
                  storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
                """
                        .formatted(name, place));

        var answer = asked(name + "-1", WANTED, payload("one"));

        assertThat(answer.header("ce_type")).isEqualTo(ADMITTED);
        assertThat(answer.value()).contains(get(".metadata.uid"));
        assertThat(content()).isEqualTo("by hand");
    }

    /** As a leader leaves it that died when it had deleted, and had not answered. */
    private void deletedAndNotAnswered() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        eventually(() -> bus.last(ref("ml-team"), CacheRequested.class));
        var note = asker.nextPlace(REQUESTS, key()) + " " + get(".metadata.uid") + " 1";
        control.kubectl(
                "-n",
                "modelplane-system",
                "annotate",
                "lease",
                "kube-bridge",
                "--overwrite",
                "aquifer.dev/deleting-" + REQUESTS + "=" + note);
        control.kubectl("-n", "ml-team", "delete", "mc", name, "--wait=false");
        eventually(() -> bus.last(ref("ml-team"), CacheWithdrawn.class));
        var gone = bus.last(ref("ml-team"), CacheWithdrawn.class).subject();
        bus.say(Topic.CACHES, new CacheRemoved(gone, Instant.now()));
        control.kubectl("-n", "ml-team", "wait", "--for=delete", "--timeout=30s", "mc/" + name);
    }

    @Test
    void aWithdrawalCarriedOutBeforeACrashIsAnsweredAfterIt() throws Exception {
        deletedAndNotAnswered();
        var gone = bus.events(ref("ml-team")).getLast();

        var answer = asked(name + "-2", UNWANTED, "{}");

        assertThat(answer.header("ce_type")).isEqualTo(ADMITTED);
        assertThat(answer.value())
                .contains(((CacheWithdrawn) gone).subject().admittedUid().value());
        assertThat(asked(name + "-3", UNWANTED, "{}").value()).contains("not found");
    }

    /** Whoever leads next comes to the partitions in any order. */
    @Test
    void aWithdrawalOnAnotherPartitionDoesNotMakeItForgetOne() throws Exception {
        deletedAndNotAnswered();
        var ours = asker.partition(REQUESTS, key());
        var other = name + "-other";
        for (int i = 0; asker.partition(REQUESTS, "ModelCache/ml-team/" + other) == ours; i++) {
            other = name + "-other" + i;
        }
        var key = "ModelCache/ml-team/" + other;
        asker.ask(REQUESTS, key, name + "-a", WANTED, payload("other"));
        assertThat(answered(name + "-a").header("ce_type")).isEqualTo(ADMITTED);
        asker.ask(REQUESTS, key, name + "-b", UNWANTED, "{}");
        assertThat(answered(name + "-b").header("ce_type")).isEqualTo(ADMITTED);

        assertThat(asked(name + "-2", UNWANTED, "{}").header("ce_type")).isEqualTo(ADMITTED);
    }

    /** By hand, or with a backup of the control cluster that is older. */
    @Test
    void aLeaseThatIsDeletedOrSetBackUnderItsLeaderStopsNoRequest() throws Exception {
        startBridgeAnew(); // so that its number is not that of a new Lease
        asked(name + "-1", WANTED, payload("one"));
        control.kubectl("-n", "modelplane-system", "delete", "lease", "kube-bridge");

        assertThat(asked(name + "-2", UNWANTED, "{}").header("ce_type")).isEqualTo(ADMITTED);

        eventually(() -> assertThat(bridge.trouble()).isEmpty());
        control.kubectl(
                "-n",
                "modelplane-system",
                "patch",
                "lease",
                "kube-bridge",
                "--type=merge",
                "-p",
                "{\"spec\":{\"leaseTransitions\":0}}");

        assertThat(asked(name + "-3", UNWANTED, "{}").header("ce_type")).isNotEmpty();
        eventually(() -> assertThat(bridge.trouble()).isEmpty());
        assertThat(bridge.standing()).startsWith("leading");
    }

    private void startBridgeAnew() {
        bridge.close();
        startBridge();
    }

    @Test
    void aWithdrawalThatComesAgainLeavesALaterLifeAlone() throws Exception {
        deletedAndNotAnswered();
        control.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelCache
                metadata: {name: %s, namespace: ml-team}
                spec:
                  artifact: {kind: Bytes, source: {inline: {content: "a later life"}}}
                  storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
                """
                        .formatted(name));

        assertThat(asked(name + "-2", UNWANTED, "{}").header("ce_type")).isEqualTo(ADMITTED);

        assertThat(content()).isEqualTo("a later life");
        assertThat(get(".metadata.deletionTimestamp")).isEmpty();
    }

    @Test
    void aDeletionIsNotedBeforeItIsCarriedOut() throws Exception {
        asked(name + "-1", WANTED, payload("one"));
        var note = asker.nextPlace(REQUESTS, key()) + " " + get(".metadata.uid") + " 1";

        asked(name + "-2", UNWANTED, "{}");

        var notes =
                control.kubectl(
                        "-n",
                        "modelplane-system",
                        "get",
                        "lease/kube-bridge",
                        "-o",
                        "jsonpath={.metadata.annotations}");
        assertThat(notes).contains("\"aquifer.dev/deleting-" + REQUESTS + "\":\"").contains(note);
    }

    @Test
    void aVerificationThatIsAskedForIsAnAnnotation() throws Exception {
        var verify = "aquifer.cache.CacheVerificationRequested.v1";
        assertThat(asked(name + "-1", verify, "{}").value()).contains("not found");
        asked(name + "-2", WANTED, payload("one"));

        assertThat(asked(name + "-3", verify, "{}").header("ce_type")).isEqualTo(ADMITTED);

        eventually(
                () ->
                        assertThat(
                                        bus.last(ref("ml-team"), CacheRequested.class)
                                                .metadata()
                                                .annotations())
                                .containsEntry("aquifer.dev/verify", "/ci " + name + "-3"));
        asked(name + "-4", WANTED, payload("two"));
        assertThat(get(".metadata.annotations.aquifer\\.dev/verify"))
                .as("another request of the spec does not take it back")
                .isEqualTo("/ci " + name + "-3");
    }

    @Test
    void aTenantIsBoundToItsUserAndItsNamespaces() throws Exception {
        var theirs = ref("team-b").toString();
        asker.ask(TENANT, theirs, name + "-1", WANTED, payload("one"));
        asker.ask(TENANT, key(), name + "-2", WANTED, payload("one"));
        asker.ask(TENANT, "InferenceCluster/-/" + name, name + "-3", CLUSTER, "{\"spec\": {}}");

        eventually(
                () -> {
                    assertThat(asker.answer(TENANT_ANSWERS, name + "-1").header("ce_type"))
                            .isEqualTo(ADMITTED);
                    assertThat(asker.answer(TENANT_ANSWERS, name + "-2").value())
                            .contains(
                                    "is in namespace ml-team; on aquifer.requests.team-b only resources in team-b, team-b-staging");
                    assertThat(asker.answer(TENANT_ANSWERS, name + "-3").value())
                            .contains("lives in no namespace");
                });
        assertThat(get("team-b", ".metadata.uid")).isNotEmpty();
        assertThat(asker.answers(ANSWERS, name + "-1")).isEmpty();
    }

    private static final String CLUSTER = "aquifer.cluster.ClusterRequested.v1";

    @Test
    void anIdOfOneTenantSilencesNoOther() throws Exception {
        asker.ask(TENANT, key(), name + "-1", WANTED, payload("one"));
        eventually(() -> asker.answer(TENANT_ANSWERS, name + "-1"));

        assertThat(asked(name + "-1", WANTED, payload("one")).header("ce_type"))
                .isEqualTo(ADMITTED);
    }

    @Test
    void aTopicThatWasMadeAgainIsReadFromItsStart() throws Exception {
        var theirs = ref("team-b").toString();
        asker.ask(TENANT, theirs, name + "-0", WANTED, payload("zero"));
        asker.ask(TENANT, theirs, name + "-1", WANTED, payload("one"));
        eventually(() -> asker.answer(TENANT_ANSWERS, name + "-1"));
        bridge.close();
        asker.drop(TENANT);
        eventually(() -> Asker.create(broker.bootstrapServers(), TENANT));
        asker.ask(TENANT, theirs, name + "-2", WANTED, payload("two"));

        startBridge();

        eventually(() -> asker.answer(TENANT_ANSWERS, name + "-2"));
        assertThat(get("team-b", ".spec.artifact.source.inline.content")).isEqualTo("two");
    }

    /** Asks on the topic of the tenant for a cache of that name, and waits for the answer. */
    Asker.Heard askAsTenant(String namespace, String called) throws Exception {
        var key = new ResourceRef("ModelCache", namespace, called).toString();
        var id = name + "-" + namespace;
        asker.ask(TENANT, key, id, WANTED, payload("one"));
        eventually(() -> asker.answer(TENANT_ANSWERS, id));
        return asker.answer(TENANT_ANSWERS, id);
    }

    ControlServer control() {
        return control;
    }
}
