package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.Condition;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nobody can read, on each topic that the bridge reads; and a topic that is lost. */
class BadRecordsTest {
    private static final List<Topic> READ =
            List.of(
                    Topic.DESIRED,
                    Topic.CACHES,
                    Topic.CLUSTERS,
                    Topic.DEPLOYMENTS,
                    Topic.CONDITIONS,
                    Topic.TRANSITIONS,
                    Topic.REQUESTS);

    private ControlServer control;
    private Caches caches;
    private EmbeddedBroker broker;
    private Asker stranger;
    private BusProbe bus;
    private Bridge bridge;

    @BeforeEach
    void start() throws Exception {
        Logs.show(Level.SEVERE);
        control = ControlServer.embedded();
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: ml-team}\n");
        caches = new Caches(control.client());
        broker = EmbeddedBroker.start();
        stranger =
                new Asker(
                        broker.bootstrapServers(),
                        Topic.ANSWERS.topicName(),
                        Topic.DEAD_LETTERS.topicName());
        bus = new BusProbe(broker.bootstrapServers());
        bridge = begun("one");
    }

    @AfterEach
    void stop() {
        bridge.close();
        bus.close();
        stranger.close();
        broker.close();
        control.close();
    }

    private Bridge begun(String identity) {
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

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    private static ResourceRef ref(String name) {
        return new ResourceRef("ModelCache", "ml-team", name);
    }

    private Subject applied(String name) {
        caches.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelCache
                metadata: {name: %s, namespace: ml-team}
                spec:
                  artifact: {kind: Bytes, source: {inline: {content: "x"}}}
                  storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
                """
                        .formatted(name));
        eventually(() -> bus.last(ref(name), CacheRequested.class));
        return bus.last(ref(name), CacheRequested.class).subject();
    }

    private void everythingWorksFor(String name) {
        var subject = applied(name);
        bus.say(Topic.CONDITIONS, status(subject));
        eventually(
                () -> assertThat(caches.named(name).toString()).contains("\"reason\":\"Staged\""));
        caches.delete(ref(name));
        eventually(() -> bus.last(ref(name), CacheWithdrawn.class));
        bus.say(Topic.CACHES, new CacheRemoved(subject, Instant.now()));
        eventually(() -> assertThat(caches.named(name)).isEmpty());
    }

    private static ResourceStatus status(Subject subject) {
        var ready =
                new Condition(
                        "Ready",
                        Condition.Status.True,
                        "Staged",
                        "",
                        1,
                        Instant.parse("2026-01-01T00:00:00Z"));
        var fields = EventCodec.JSON.createObjectNode();
        return new ResourceStatus(subject, List.of(ready), fields, Instant.now());
    }

    private void sendGarbage() throws Exception {
        for (var topic : READ) {
            for (var key : List.of("ModelCache/ml-team/bad", "\u0000", "a/b/c/d/e/f/g")) {
                stranger.send(topic.topicName(), key, Map.of(), "not JSON");
                stranger.ask(topic.topicName(), key, "bad", "aquifer.cache.CachePaused.v9", "{}");
                stranger.ask(topic.topicName(), key, "bad", "aquifer.cache.CacheRequested.v1", "{");
                if (topic != Topic.DESIRED) { // there a tombstone is nothing to doubt
                    stranger.send(topic.topicName(), key, Map.of("ce_sequence", "x"), null);
                }
            }
        }
    }

    @Test
    void itReadsOnOverWhatCannotBeRead() throws Exception {
        eventually(() -> assertThat(bridge.trouble()).isEmpty());
        sendGarbage();
        everythingWorksFor("during");
        bridge.close();
        bridge = begun("two");
        everythingWorksFor("after");

        assertThat(bridge.trouble()).isEmpty();
        buriedOnceEach(Topic.CONDITIONS);
        buriedOnceEach(Topic.TRANSITIONS);
        assertThat(letters(Topic.CACHES)).as("left to services with a database").isEmpty();
    }

    private List<Asker.Heard> letters(Topic topic) {
        return stranger.on(Topic.DEAD_LETTERS.topicName()).stream()
                .filter(letter -> letter.header("deadletter_topic").equals(topic.topicName()))
                .filter(letter -> letter.header("deadletter_by").equals("kube-bridge"))
                .toList();
    }

    /** Also when the topic is read from its start again. */
    private void buriedOnceEach(Topic topic) {
        eventually(
                () ->
                        assertThat(letters(topic).stream().map(Asker.Heard::value))
                                .contains("not JSON", "{"));
        assertThat(letters(topic))
                .as("no record twice")
                .doesNotHaveDuplicates()
                .extracting(
                        letter ->
                                letter.header("deadletter_partition")
                                        + "@"
                                        + letter.header("deadletter_offset"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHES", "CONDITIONS", "TRANSITIONS"})
    void aFactOfANewerReleaseIsReportedAndTheOthersGoOn(Topic topic) throws Exception {
        var head = new HashMap<>(Asker.head("newer", "aquifer.cache.CacheRemoved.v1"));
        head.put("ce_requires", "time-travel");
        stranger.send(topic.topicName(), "ModelCache/ml-team/newer", head, "{}");
        bridge.close();
        bridge = begun("two");

        eventually(
                () ->
                        assertThat(bridge.trouble())
                                .hasValueSatisfying(
                                        why ->
                                                assertThat(why)
                                                        .contains("UPGRADE_REQUIRED")
                                                        .contains("time-travel")));
        applied("meanwhile");
    }

    @Test
    void withAnEventOfANewerBridgeItDoesNotLead() throws Exception {
        var head = new HashMap<>(Asker.head("newer", "aquifer.cache.CacheRequested.v1"));
        head.put("ce_requires", "time-travel");
        bridge.close();
        stranger.send(Topic.DESIRED.topicName(), "ModelCache/ml-team/newer", head, "{}");
        bridge = begun("two");

        eventually(
                () ->
                        assertThat(bridge.trouble())
                                .hasValueSatisfying(
                                        why -> assertThat(why).contains("an upgrade is required")));
    }

    @Test
    void aDesiredTopicThatWasLostIsFilledAgain() throws Exception {
        applied("kept");
        var before = bus.of(ref("kept")).size();
        bus.close();
        stranger.drop(Topic.DESIRED.topicName());
        eventually(() -> Asker.create(broker.bootstrapServers(), Topic.DESIRED.topicName()));
        bus = new BusProbe(broker.bootstrapServers());

        eventually(() -> assertThat(bus.of(ref("kept"))).hasSize(before));
        assertThat(applied("another").generation()).isEqualTo(1);
        eventually(() -> assertThat(bridge.trouble()).isEmpty());
    }
}
