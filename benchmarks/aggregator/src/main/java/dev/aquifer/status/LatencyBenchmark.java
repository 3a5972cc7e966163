package dev.aquifer.status;

import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.status.fold.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;

/**
 * From a signal to its condition: a fact is sent, and a reader of {@code aquifer.conditions} waits
 * for the status that it changes; one at a time, as Kafka's own EndToEndLatency does it, whose way
 * (send with acks=all, poll the same record) is gone in turns with it in the same run.
 */
public final class LatencyBenchmark {
    private static final int WARM_PART = 10;
    private static final String RAW = "raw";

    private final KafkaSettings kafka;
    private final SynchronousQueue<Long> shown = new SynchronousQueue<>();
    private long sequence = 1L << 40;

    private LatencyBenchmark(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Arguments: samples (5000). */
    public static void main(String[] arguments) throws Exception {
        LogContext.getLogContext().getLogger("").setLevel(Level.INFO);
        int samples = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        try (var broker = EmbeddedBroker.start()) {
            new LatencyBenchmark(KafkaSettings.of(broker.bootstrapServers())).run(samples);
        }
    }

    private void run(int samples) throws Exception {
        var timing =
                new Aggregation.Timing(Duration.ofDays(9_999), Duration.ofSeconds(5), Limits.USUAL);
        try (var publisher = EventPublisher.open(kafka, new EventCodec());
                var aggregation = new Aggregation(kafka, Clock.systemUTC(), timing);
                var watching = TopicReader.of(kafka, Topic.CONDITIONS).build(this::watch);
                var raw = new Raw(kafka)) {
            var told = new ArrayList<CompletableFuture<Void>>();
            new FleetLoad((topic, fact) -> told.add(publisher.publish(topic, fact))).tell(0);
            told.forEach(CompletableFuture::join);
            aggregation.start();
            watching.start();
            watching.caughtUp().get(60, TimeUnit.SECONDS);
            while (!aggregation.caughtUp()) {
                Thread.onSpinWait();
            }
            LongUnaryOperator signal = attempt -> signal(publisher, attempt);
            var path = new ArrayList<Long>();
            var peer = new ArrayList<Long>();
            for (int sample = 0; sample < samples / WARM_PART + samples; sample++) {
                long through = signal.applyAsLong(sample + 1L);
                long own = raw.roundTrip();
                if (sample >= samples / WARM_PART) {
                    path.add(through);
                    peer.add(own);
                }
            }
            print(path, peer);
        }
    }

    /** The attempt in the status tells which signal it shows. */
    private void watch(List<Received> batch) {
        for (var received : batch) {
            if (received instanceof Received.Fact fact
                    && fact.event() instanceof ResourceStatus status
                    && status.subject().resource().name().equals("cache-0")) {
                long attempt = status.fields().at("/clusters/0/attempt").asLong();
                try {
                    // Nobody waits for what was said before the first signal.
                    var _ = shown.offer(attempt, 1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private long signal(EventPublisher publisher, long attempt) {
        var meta =
                new EventMeta(
                        "signal-" + attempt,
                        "/aquifer/benchmark",
                        FleetLoad.BEGIN,
                        "correlation",
                        null,
                        ++sequence,
                        List.of(),
                        null);
        var cache = FleetLoad.subject(0);
        var started =
                new HydrationStarted(cache, new ClusterName("cluster-0"), attempt, FleetLoad.BEGIN);
        long begin = System.nanoTime();
        var _ = publisher.publish(Topic.CACHES, new Envelope<>(meta, started));
        try {
            while (shown.take() < attempt) {
                // a status of before
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return System.nanoTime() - begin;
    }

    private static void print(List<Long> path, List<Long> peer) {
        System.out.println("| | p50 | p99 |\n|---|---|---|");
        row("signal to condition", path);
        row("one record through the broker", peer);
        System.out.printf(
                Locale.ROOT,
                "| ratio | %.1f | %.1f |%n",
                (double) at(path, 0.5) / at(peer, 0.5),
                (double) at(path, 0.99) / at(peer, 0.99));
    }

    private static void row(String what, List<Long> nanos) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f ms | %.2f ms |%n",
                what,
                at(nanos, 0.5) / 1e6,
                at(nanos, 0.99) / 1e6);
    }

    private static long at(List<Long> nanos, double part) {
        var sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) (part * (sorted.size() - 1)));
    }

    /** What Kafka's EndToEndLatency does. */
    private static final class Raw implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final byte[] value = new byte[512];

        Raw(KafkaSettings kafka) {
            var to = new ByteArraySerializer();
            var from = new ByteArrayDeserializer();
            var servers = kafka.bootstrapServers();
            producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 0),
                            to,
                            to);
            consumer =
                    new KafkaConsumer<>(
                            Map.of("bootstrap.servers", servers, "fetch.max.wait.ms", 5_000),
                            from,
                            from);
            // A topic that the path does not use.
            var place = new TopicPartition(Topic.OBSERVATIONS.topicName(), 0);
            consumer.assign(List.of(place));
            consumer.seekToEnd(List.of(place));
            consumer.position(place);
        }

        long roundTrip() throws Exception {
            Arrays.fill(value, (byte) 'x');
            long begin = System.nanoTime();
            producer.send(
                            new ProducerRecord<>(
                                    Topic.OBSERVATIONS.topicName(),
                                    0,
                                    RAW.getBytes(StandardCharsets.UTF_8),
                                    value))
                    .get();
            while (consumer.poll(Duration.ofSeconds(10)).isEmpty()) {
                // not there yet
            }
            return System.nanoTime() - begin;
        }

        @Override
        public void close() {
            producer.close(Duration.ofSeconds(1));
            consumer.close();
        }
    }
}
