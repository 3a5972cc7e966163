package dev.aquifer.status;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.Decoded;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.history.LastSaid;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;

/**
 * How fast facts are folded and statuses are kept by the broker, against a consumer that polls the
 * same records and reads the same facts out of them, and does nothing with them. In turns, in one
 * JVM with the broker; medians of the rounds after the first. CPU time of the reading thread is
 * told, as wall time says more about what else the machine does.
 */
public final class FoldBenchmark {
    private static final Topic[] READ = {
        Topic.DESIRED, Topic.CACHES, Topic.CLUSTERS, Topic.MEASUREMENTS
    };

    private static final String PEER = "poll and parse";
    private static final EventCodec CODEC = new EventCodec();
    private static final long NUMBERS = Duration.ofMillis(500).toNanos();

    private final KafkaSettings kafka;
    private final StatusLog log =
            Logger.getMessageLogger(MethodHandles.lookup(), StatusLog.class, "dev.aquifer.status");
    private final AtomicLong emitted = new AtomicLong();

    /** What the thread of the reader has used; its own from birth. */
    private volatile long readerCpu;

    private FoldBenchmark(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Arguments: records (200000), rounds (8). */
    public static void main(String[] arguments) {
        // As in the service; else the clients write each record as text for a log that nobody
        // reads.
        LogContext.getLogContext().getLogger("").setLevel(Level.INFO);
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        try (var broker = EmbeddedBroker.start()) {
            var kafka = KafkaSettings.of(broker.bootstrapServers());
            fill(kafka, records);
            new FoldBenchmark(kafka).run(rounds);
        }
    }

    private static void fill(KafkaSettings kafka, int records) {
        try (var publisher = EventPublisher.open(kafka, new EventCodec())) {
            var waiting = new ArrayList<CompletableFuture<Void>>();
            new FleetLoad(
                            (topic, fact) -> {
                                waiting.add(publisher.publish(topic, fact));
                                if (waiting.size() == 10_000) {
                                    waiting.forEach(CompletableFuture::join);
                                    waiting.clear();
                                }
                            })
                    .tell(records);
            waiting.forEach(CompletableFuture::join);
        }
    }

    private void run(int rounds) {
        Map<String, LongSupplier> ways = new LinkedHashMap<>();
        ways.put("poll", () -> poll(false));
        ways.put(PEER, () -> poll(true));
        ways.put("read by TopicReader", () -> read(_ -> {}));
        ways.put("fold", this::fold);
        ways.put("fold and durable output", this::foldAndKeep);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (var way : ways.entrySet()) {
                long begin = System.nanoTime();
                long cpuBegin = cpu();
                readerCpu = 0;
                long records = way.getValue().getAsLong();
                double micros = (readerCpu == 0 ? cpu() - cpuBegin : readerCpu) / 1e3 / records;
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.err.printf(
                        Locale.ROOT,
                        "round %d, %s: %,d records in %.1f s, %.1f us of CPU each%n",
                        round,
                        way.getKey(),
                        records,
                        seconds,
                        micros);
                if (round > 0) {
                    rates.computeIfAbsent(way.getKey(), w -> new ArrayList<>()).add(micros);
                }
            }
        }
        print(rates);
    }

    private void print(Map<String, List<Double>> rates) {
        System.out.printf(
                "| | CPU of the reading thread, us a record | of %s |%n|---|---|---|%n", PEER);
        var peer = rates.getOrDefault(PEER, List.of(0.0));
        rates.forEach(
                (way, all) -> {
                    var ratios = new ArrayList<Double>();
                    for (int round = 0; round < all.size(); round++) {
                        ratios.add(all.get(round) / peer.get(round));
                    }
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %.1f | %.2f (%.2f to %.2f) |%n",
                            way,
                            median(all),
                            median(ratios),
                            ratios.stream().min(Double::compare).orElse(0.0),
                            ratios.stream().max(Double::compare).orElse(0.0));
                });
        System.out.printf("records kept by the broker in the last round: %,d%n", emitted.get());
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** A consumer like the aggregator's, which at most parses. */
    private long poll(boolean parse) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "max.poll.records",
                        500,
                        "isolation.level",
                        "read_committed");
        var bytes = new ByteArrayDeserializer();
        long count = 0;
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions =
                    Arrays.stream(READ)
                            .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long all = consumer.endOffsets(partitions).values().stream().mapToLong(e -> e).sum();
            while (count < all) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    count++;
                    if (parse && !(parsed(record) instanceof Decoded.Known)) {
                        throw new IllegalStateException("not a fact");
                    }
                }
            }
        }
        return count;
    }

    private static Decoded parsed(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, String>();
        for (var header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return CODEC.decode(
                new String(record.key(), StandardCharsets.UTF_8), headers, record.value());
    }

    private long read(Consumer<List<Received>> handler) {
        var count = new AtomicLong();
        var reader =
                TopicReader.of(kafka, READ)
                        .build(
                                batch -> {
                                    count.addAndGet(batch.size());
                                    handler.accept(batch);
                                    readerCpu = cpu();
                                });
        try (reader) {
            reader.start();
            reader.caughtUp().join();
        }
        return count.get();
    }

    /** The service's own flow as it is at a start: it folds, and says nothing yet. */
    private long fold() {
        return read(flow(new Nowhere())::on);
    }

    private StatusFlow flow(Outlet outlet) {
        var clock = Clock.fixed(FleetLoad.BEGIN, ZoneOffset.UTC);
        var voice = new StatusVoice(outlet, clock, log);
        return new StatusFlow(new Fleet(Limits.USUAL), voice, clock, Duration.ofDays(9_999));
    }

    /** The same caught up from the start: it says each change. */
    private long foldAndKeep() {
        try (var publisher = EventPublisher.open(kafka, CODEC)) {
            var keeping = new Keeping(Outlet.of(publisher));
            var flow = flow(keeping);
            flow.caughtUp(LastSaid.NOTHING);
            var looked = new AtomicLong(System.nanoTime());
            long count =
                    read(
                            batch -> {
                                flow.on(batch);
                                if (System.nanoTime() - looked.get() > NUMBERS) {
                                    flow.publishMeasured(); // as the service's timer does
                                    looked.set(System.nanoTime());
                                }
                            });
            keeping.awaitAll();
            emitted.set(keeping.said.get());
            return count;
        }
    }

    /** Where nothing is said before all is folded. */
    private static final class Nowhere implements Outlet {
        @Override
        public CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope) {
            throw new IllegalStateException("nothing was to be said");
        }

        @Override
        public CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta) {
            throw new IllegalStateException("nothing was to be said");
        }
    }

    /** The broker, and what it has not acknowledged yet. */
    private static final class Keeping implements Outlet {
        private final Outlet broker;
        private final AtomicLong said = new AtomicLong();
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        Keeping(Outlet broker) {
            this.broker = broker;
        }

        @Override
        public CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope) {
            return note(broker.publish(topic, envelope));
        }

        @Override
        public CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta) {
            return note(broker.publishTombstone(topic, slot, meta));
        }

        private CompletableFuture<Void> note(CompletableFuture<Void> sent) {
            said.incrementAndGet();
            var both = last.isDone() ? sent : CompletableFuture.allOf(last, sent);
            if (said.get() % 1_000 == 0) {
                both.join(); // no more than that is on its way
            }
            last = both;
            return sent;
        }

        void awaitAll() {
            last.join();
        }
    }
}
