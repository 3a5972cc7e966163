package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.Condition;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.IntToLongFunction;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The figures of benchmarks/bridge; not a part of the suite, as its name does not end in Test. */
class BridgeBenchmark {
    private static final int OBJECTS = Integer.getInteger("aquifer.benchmark.objects", 10_000);
    private static final int SAMPLES = Integer.getInteger("aquifer.benchmark.samples", 1_000);
    private static final Duration PACE = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PEER = "peer.desired";
    private static final String PEER_CONDITIONS = "peer.conditions";

    private ControlServer control;
    private EmbeddedBroker broker;
    private KafkaSettings kafka;
    private Caches caches;
    private int bridges;

    @BeforeEach
    void start() throws Exception {
        Logs.show(Level.SEVERE);
        control = ControlServer.embedded();
        broker = EmbeddedBroker.start();
        kafka = KafkaSettings.of(broker.bootstrapServers());
        caches = new Caches(control.client());
        Asker.create(broker.bootstrapServers(), PEER, PEER_CONDITIONS);
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: ml-team}\n");
    }

    @AfterEach
    void stop() {
        broker.close();
        control.close();
    }

    @Test
    void figures() throws Exception {
        System.out.printf(
                "%d objects, %d samples; load average %.1f on %d cores%n",
                OBJECTS,
                SAMPLES,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        try (var plain = new PlainClient(control.client(), kafka, PEER)) {
            create();
            plain.listAndPublish(); // both have warm clients and a warm server
            starts(plain);
            try (var bridge = started()) {
                edits(plain);
                conditions(plain);
                assertThat(bridge.trouble()).isEmpty();
            }
        }
    }

    private void create() throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tasks =
                    IntStream.range(0, OBJECTS)
                            .<Callable<Boolean>>mapToObj(i -> () -> caches.create(manifest(i, 0)))
                            .toList();
            threads.invokeAll(tasks);
        }
        assertThat(caches.named("cache-")).hasSize(OBJECTS);
    }

    private static String name(int i) {
        return "cache-%05d".formatted(i);
    }

    private static String manifest(int i, int edit) {
        return """
        apiVersion: modelplane.ai/v1alpha1
        kind: ModelCache
        metadata: {name: %s, namespace: ml-team, labels: {tier: gold}}
        spec:
          artifact: {kind: Bytes, source: {inline: {content: "%d"}}}
          storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
        """
                .formatted(name(i), edit);
    }

    private Bridge begun() {
        bridges++;
        var bridge =
                new Bridge(
                        Settings.of(control, broker.bootstrapServers(), Map.of()),
                        "bridge-" + bridges,
                        Clock.systemUTC(),
                        System::nanoTime,
                        BridgeLog.LOG);
        bridge.start();
        return bridge;
    }

    private Bridge started() {
        var bridge = begun();
        until(() -> bridge.trouble().isEmpty());
        return bridge;
    }

    private static void until(Callable<Boolean> done) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(done);
    }

    private void starts(PlainClient plain) throws Exception {
        var first = untilPublished("first start: each gets its finalizer and is published");
        var plainly = System.nanoTime();
        assertThat(plain.listAndPublish()).isEqualTo(OBJECTS);
        say("  plain client: list and publish", seconds(plainly));
        var before = versions();
        var again = System.nanoTime();
        try (var desired = arrivals(Topic.DESIRED.topicName())) {
            try (var bridge = started()) {
                say("restart, nothing changed: until in step", seconds(again));
                edit(OBJECTS - 1, 1);
                until(() -> desired.of(ref(OBJECTS - 1).toString()) > 0);
                say("  until all was compared and an edit is published", seconds(again));
                assertThat(bridge.waiting()).isEmpty();
            }
            var changed = versions();
            changed.entrySet().removeAll(before.entrySet());
            say("  writes to objects beside that edit", changed.size() - 1);
            say("  events beside that edit", desired.count() - 1);
        }
        try (var operator = new Asker(broker.bootstrapServers(), PEER)) {
            operator.drop(Topic.DESIRED.topicName());
        }
        until(this::made);
        var lost = untilPublished("restart with an empty topic: listed and published");
        var once = System.nanoTime();
        plain.listAndPublish();
        System.out.printf("%-58s %8.1f%n", "  times the plain client", lost / seconds(once));
        assertThat(first).isPositive();
    }

    private boolean made() {
        try {
            Asker.create(broker.bootstrapServers(), Topic.DESIRED.topicName());
            return true;
        } catch (Exception e) { // the old one is still going
            return false;
        }
    }

    private double untilPublished(String what) throws Exception {
        try (var desired = arrivals(Topic.DESIRED.topicName())) {
            var from = System.nanoTime();
            try (var _ = begun()) {
                until(() -> desired.count() >= OBJECTS);
                var took = seconds(from);
                say(what, took);
                return took;
            }
        }
    }

    private Arrivals arrivals(String topic) {
        return new Arrivals(kafka, topic, (_, _) -> {});
    }

    private Map<String, String> versions() {
        var versions = new HashMap<String, String>();
        caches.named("cache-")
                .forEach((n, o) -> versions.put(n, o.at("/metadata/resourceVersion").asText()));
        return versions;
    }

    /** From the request of a user to the event at a reader. */
    private void edits(PlainClient plain) throws Exception {
        try (var desired = arrivals(Topic.DESIRED.topicName())) {
            edit(OBJECTS - 1, 2); // comes after all that there is to compare
            until(() -> desired.of(ref(OBJECTS - 1).toString()) > 0);
            var bridge = latencies(i -> edit(i, 1), i -> desired.of(ref(i).toString()));
            report("apply -> desired event at a reader", bridge);
        }
        try (var watch = plain.follow();
                var desired = arrivals(PEER)) {
            assertThat(watch).isNotNull();
            var peer = latencies(i -> edit(i, 2), i -> desired.of(name(i)));
            report("  plain client: watch -> record", peer);
        }
    }

    private void edit(int i, int edit) {
        caches.apply(manifest(i, edit));
    }

    private static ResourceRef ref(int i) {
        return new ResourceRef("ModelCache", "ml-team", name(i));
    }

    /** From the record with a condition to the object as a watcher sees it. */
    private void conditions(PlainClient plain) throws Exception {
        var uids = new HashMap<String, String>();
        caches.named("cache-").forEach((n, o) -> uids.put(n, o.at("/metadata/uid").asText()));
        var seen = new ConcurrentHashMap<String, Long>();
        try (var bus = new BusProbe(broker.bootstrapServers());
                var watch = watchStatus(seen)) {
            assertThat(watch).isNotNull();
            var bridge =
                    latencies(
                            i ->
                                    bus.say(
                                            Topic.CONDITIONS,
                                            status(i, uids.getOrDefault(name(i), ""), "bridge")),
                            i -> seen.getOrDefault(name(i) + "bridge", 0L));
            report("condition -> status at a watcher", bridge);
        }
        seen.clear();
        try (var watch = watchStatus(seen);
                var records = new Arrivals(kafka, PEER_CONDITIONS, (n, v) -> show(plain, n, v));
                var asker = new Asker(broker.bootstrapServers(), PEER)) {
            assertThat(watch).isNotNull();
            var peer =
                    latencies(
                            i -> asker.tell(PEER_CONDITIONS, name(i), peerStatus()),
                            i -> seen.getOrDefault(name(i) + "peer", 0L));
            report("  plain client: record -> patch", peer);
            assertThat(records.count()).isEqualTo(SAMPLES);
        }
    }

    private static void show(PlainClient plain, String name, byte[] status) {
        try {
            var _ = plain.show(name, EventCodec.JSON.readTree(status));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResourceStatus status(int i, String uid, String reason) {
        var condition =
                new Condition(
                        "Ready",
                        Condition.Status.True,
                        reason,
                        "",
                        2,
                        Instant.parse("2026-01-01T00:00:00Z"));
        var subject = new Subject(ref(i), new Uid(uid), 2);
        var fields = EventCodec.JSON.createObjectNode();
        return new ResourceStatus(subject, List.of(condition), fields, Instant.now());
    }

    private static String peerStatus() {
        return """
        {"conditions": [{"type": "Ready", "status": "True", "reason": "peer", "message": "",
         "observedGeneration": 3, "lastTransitionTime": "2026-01-01T00:00:00Z"}]}
        """;
    }

    private Watch watchStatus(Map<String, Long> seen) {
        return caches.all()
                .watch(
                        new Watcher<GenericKubernetesResource>() {
                            @Override
                            public void eventReceived(Action action, GenericKubernetesResource o) {
                                JsonNode object = EventCodec.JSON.valueToTree(o);
                                var reason = object.at("/status/conditions/0/reason").asText();
                                var name = object.at("/metadata/name").asText();
                                seen.putIfAbsent(name + reason, System.nanoTime());
                            }

                            @Override
                            public void onClose(WatcherException cause) {
                                throw new IllegalStateException(cause);
                            }
                        });
    }

    private interface Doing {
        void to(int i) throws Exception;
    }

    /** One each {@link #PACE}; from the beginning of what is done to when it was seen. */
    private static long[] latencies(Doing doing, IntToLongFunction seen) throws Exception {
        var from = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            from[i] = System.nanoTime();
            doing.to(i);
            var left = PACE.toNanos() - (System.nanoTime() - from[i]);
            if (left > 0) {
                await().pollDelay(Duration.ofNanos(left)).until(() -> true);
            }
        }
        until(() -> IntStream.range(0, SAMPLES).allMatch(i -> seen.applyAsLong(i) > from[i]));
        return IntStream.range(0, SAMPLES)
                .mapToLong(i -> seen.applyAsLong(i) - from[i])
                .sorted()
                .toArray();
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    private static void say(String what, double seconds) {
        System.out.printf("%-58s %8.2f s%n", what, seconds);
    }

    private static void say(String what, long count) {
        System.out.printf("%-58s %8d%n", what, count);
    }

    private static void report(String what, long[] sorted) {
        System.out.printf(
                "%-44s p50 %7.1f ms   p99 %7.1f ms   most %7.1f ms%n",
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6);
    }
}
