package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.Condition;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A control API that is slow, refuses, loses requests, answers and watches, while users, an owner
 * and other systems do what they do. When it is well again, all is as if nothing had happened.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultyApiTest {
    private static final int NAMES = 6;
    private static final int STEPS = 60;
    private static final String ANSWERS = Topic.ANSWERS.topicName();

    private ControlServer control;
    private EmbeddedBroker broker;
    private BusProbe bus;
    private Asker asker;
    private Caches objects;
    private Bridge bridge;
    private int bridges;

    @BeforeAll
    void start() throws Exception {
        Logs.show(Level.SEVERE);
        control = ControlServer.misbehaving();
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: ml-team}\n");
        broker = EmbeddedBroker.start();
        bus = new BusProbe(broker.bootstrapServers());
        asker = new Asker(broker.bootstrapServers(), ANSWERS);
        objects = new Caches(control.client());
        startBridge();
    }

    @AfterAll
    void stop() {
        bridge.close();
        asker.close();
        bus.close();
        broker.close();
        control.close();
    }

    private void startBridge() {
        bridges++;
        bridge =
                new Bridge(
                        Settings.of(
                                control,
                                broker.bootstrapServers(),
                                Map.of("requests.user", "requests", "control.timeout", "2s")),
                        "bridge-" + bridges,
                        Clock.systemUTC(),
                        System::nanoTime,
                        BridgeLog.LOG);
        bridge.start();
    }

    static Stream<FaultPlan> plans() {
        return Stream.of(
                FaultPlan.seeded(1).with(0.4, Fault.Failed.with(429, 500, 503, 504)),
                FaultPlan.seeded(2).with(0.3, new Fault.Slow(Duration.ofMillis(700))),
                FaultPlan.seeded(3).with(0.3, new Fault.Dropped()),
                FaultPlan.seeded(4).with(0.4, new Fault.AnswerLost()),
                FaultPlan.seeded(5)
                        .with(0.8, new Fault.WatchCut(Duration.ofMillis(150)))
                        .with(0.5, new Fault.Expired()),
                FaultPlan.seeded(6)
                        .with(0.15, Fault.Failed.with(500, 503))
                        .with(0.15, new Fault.AnswerLost())
                        .with(0.15, new Fault.Dropped())
                        .with(0.2, new Fault.Slow(Duration.ofMillis(300)))
                        .with(0.3, new Fault.WatchCut(Duration.ofMillis(300)))
                        .with(0.3, new Fault.Expired()));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void whenItIsWellAgainAllIsAsIfNothingHadHappened(FaultPlan plan) throws Exception {
        var life = new Life("seed" + plan.seed(), new Random(plan.seed()));
        var before = struck(plan);
        control.faults().plan(plan);
        control.faults().cutWatches(); // those that are open follow the plan that was
        for (int step = 0; step < STEPS; step++) {
            life.goesOn();
            if (step == STEPS / 2 && plan.seed() % 2 == 0) {
                bridge.close(); // killed in the middle of it
                startBridge();
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> allStruck(plan, before));
        control.faults().plan(FaultPlan.none());

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(life::isInOrder);
        life.nothingWasSaidTwiceOrBackwards();
    }

    private List<Long> struck(FaultPlan plan) {
        return plan.chances().stream()
                .map(chance -> control.faults().struck(chance.fault().getClass()))
                .toList();
    }

    private boolean allStruck(FaultPlan plan, List<Long> before) {
        var now = struck(plan);
        return IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i));
    }

    @Test
    void aRefusedConnectionAndALostWatchAreGotOver() throws Exception {
        var life = new Life("refused", new Random(7));
        for (int round = 0; round < 4; round++) {
            IntStream.range(0, 5).forEach(_ -> life.goesOn());
            // The system may keep the port for a moment after it was closed.
            await().ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .untilAsserted(() -> control.faults().refuseConnections());
            IntStream.range(0, 5).forEach(_ -> life.goesOn());
            control.faults().acceptConnections();
            control.faults().cutWatches();
        }

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(life::isInOrder);
    }

    @Test
    void aNewTermWithoutAChangeWritesNothing() throws Exception {
        var life = new Life("quiet", new Random(8));
        IntStream.range(0, 30).forEach(_ -> life.goesOn());
        await().atMost(Duration.ofSeconds(60)).untilAsserted(life::isInOrder);
        var versions = life.versions();
        var said = bus.size();

        bridge.close();
        startBridge();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(bridge.trouble()).isEmpty());
        life.createOneMore();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(life::isInOrder);

        assertThat(life.versions()).containsAllEntriesOf(versions);
        assertThat(bus.size()).isEqualTo(said + 1);
    }

    /** Users who apply and delete, an owner who answers, an aggregator that says how it is. */
    private final class Life {
        private final String prefix;
        private final Random random;
        private final Map<ResourceRef, Integer> wanted = new TreeMap<>();
        private final Set<ResourceRef> used = new HashSet<>();
        private final Set<String> removed = new HashSet<>();
        private final List<String> requests = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private int edits;

        Life(String prefix, Random random) {
            this.prefix = prefix;
            this.random = random;
        }

        private ResourceRef name(int number) {
            return new ResourceRef("ModelCache", "ml-team", prefix + "-" + number);
        }

        void goesOn() {
            var name = name(random.nextInt(NAMES));
            switch (random.nextInt(7)) {
                case 0 -> delete(name);
                case 1 -> ask();
                case 2 -> report();
                case 3 -> askToDelete();
                default -> apply(name);
            }
            remove();
        }

        void createOneMore() {
            apply(name(NAMES));
        }

        private void apply(ResourceRef name) {
            if (objects.going(name)) {
                return;
            }
            edits++;
            objects.apply(
                    """
                    apiVersion: modelplane.ai/v1alpha1
                    kind: ModelCache
                    metadata: {name: %s, namespace: ml-team, labels: {edit: "%d"}}
                    spec:
                      artifact: {kind: Bytes, source: {inline: {content: "%d"}}}
                      storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
                    """
                            .formatted(name.name(), edits, edits / 2));
            wanted.put(name, edits);
            used.add(name);
        }

        private void delete(ResourceRef name) {
            if (wanted.remove(name) != null) {
                objects.delete(name);
            }
        }

        /** Another system asks for something of its own. */
        private void ask() {
            var name = prefix + "-request-" + requests.size();
            var payload =
                    """
                    {"spec": {"artifact": {"kind": "Bytes", "source": {"inline": {"content": "%s"}}},
                     "storage": {"backend": "PVC", "pvc": {"storageClassName": "aquifer-shared", "sizeGiB": 1}}}}
                    """
                            .formatted(name);
            ask(name, name, "aquifer.cache.CacheRequested.v1", payload);
            requests.add(name);
            asked.add(name);
        }

        /** And does not want it any more. */
        private void askToDelete() {
            if (!asked.isEmpty()) {
                var name = asked.removeFirst();
                var id = name + "-withdrawn";
                ask(name, id, "aquifer.cache.CacheWithdrawn.v1", "{}");
                requests.add(id);
            }
        }

        private void ask(String called, String id, String type, String payload) {
            var name = new ResourceRef("ModelCache", "ml-team", called);
            try {
                asker.ask(Topic.REQUESTS.topicName(), name.toString(), id, type, payload);
            } catch (Exception e) { // of the test's own producer
                throw new IllegalStateException(e);
            }
            used.add(name);
        }

        /** The owner removes what was withdrawn. */
        private void remove() {
            for (var name : used) {
                for (var event : bus.events(name)) {
                    if (event instanceof CacheWithdrawn withdrawn
                            && removed.add(withdrawn.subject().admittedUid().value())) {
                        bus.say(Topic.CACHES, new CacheRemoved(withdrawn.subject(), Instant.now()));
                    }
                }
            }
        }

        /** The aggregator says how all is that it heard of. */
        private void report() {
            for (var name : used) {
                var events = bus.events(name);
                if (!events.isEmpty() && events.getLast() instanceof CacheRequested last) {
                    bus.say(Topic.CONDITIONS, status(last));
                }
            }
        }

        private ResourceStatus status(CacheRequested last) {
            var generation = last.subject().generation();
            var ready =
                    new Condition(
                            "Ready",
                            Condition.Status.True,
                            "Staged",
                            "of " + generation,
                            generation,
                            Instant.parse("2026-01-01T00:00:00Z"));
            return new ResourceStatus(
                    last.subject(),
                    List.of(ready),
                    EventCodec.JSON.createObjectNode(),
                    Instant.now());
        }

        private Map<String, JsonNode> objects() {
            return objects.named(prefix + "-");
        }

        Map<String, String> versions() {
            var versions = new TreeMap<String, String>();
            objects()
                    .forEach(
                            (name, object) ->
                                    versions.put(
                                            name, object.at("/metadata/resourceVersion").asText()));
            return versions;
        }

        void isInOrder() {
            remove();
            var objects = objects();
            var expected = new HashSet<String>(asked);
            wanted.keySet().forEach(name -> expected.add(name.name()));
            assertThat(objects.keySet()).isEqualTo(expected);
            for (var name : used) {
                var object = objects.get(name.name());
                if (object == null) {
                    assertThat(bus.of(name))
                            .satisfiesAnyOf(
                                    said -> assertThat(said).isEmpty(),
                                    said ->
                                            assertThat(said.getLast())
                                                    .isInstanceOf(Received.Gone.class));
                } else {
                    isSaid(name, object);
                }
            }
            assertThat(requests)
                    .allSatisfy(
                            id ->
                                    assertThat(asker.answer(ANSWERS, id).header("ce_type"))
                                            .endsWith("RequestAdmitted.v1"));
            showsItsStatus(objects);
        }

        private void isSaid(ResourceRef name, JsonNode object) {
            var last = bus.last(name, CacheRequested.class);
            assertThat(bus.of(name).getLast()).isInstanceOf(Received.Fact.class);
            assertThat(bus.events(name).getLast()).isEqualTo(last);
            assertThat(last.subject().admittedUid().value())
                    .isEqualTo(object.at("/metadata/uid").asText());
            assertThat(last.subject().generation())
                    .isEqualTo(object.at("/metadata/generation").asLong());
            var labels = new HashMap<String, String>();
            object.at("/metadata/labels")
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
            assertThat(last.metadata().labels()).isEqualTo(labels);
            assertThat(object.at("/metadata/finalizers").toString()).contains("aquifer.dev");
        }

        private void showsItsStatus(Map<String, JsonNode> objects) {
            for (var name : used) {
                var object = objects.get(name.name());
                if (object != null) {
                    var last = bus.last(name, CacheRequested.class);
                    var message = object.at("/status/conditions/0/message").asText();
                    if (!message.equals("of " + last.subject().generation())) {
                        bus.say(Topic.CONDITIONS, status(last)); // the aggregator heard of it
                    }
                    assertThat(message).isEqualTo("of " + last.subject().generation());
                }
            }
        }

        void nothingWasSaidTwiceOrBackwards() {
            for (var name : used) {
                var ids = new HashSet<String>();
                long sequence = 0;
                long generation = 0;
                String uid = "";
                for (var received : bus.of(name)) {
                    if (received instanceof Received.Fact fact) {
                        var subject = ((DesiredEvent) fact.event()).subject();
                        assertThat(ids.add(fact.meta().id())).as("twice: " + fact).isTrue();
                        assertThat(fact.meta().sequence()).isGreaterThan(sequence);
                        if (subject.admittedUid().value().equals(uid)) {
                            assertThat(subject.generation()).isGreaterThanOrEqualTo(generation);
                        }
                        sequence = fact.meta().sequence();
                        generation = subject.generation();
                        uid = subject.admittedUid().value();
                    }
                }
            }
        }
    }
}
