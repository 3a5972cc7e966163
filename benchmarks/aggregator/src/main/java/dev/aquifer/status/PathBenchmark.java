package dev.aquifer.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The whole path of a running fleet: so many caches are asked for on {@code aquifer.requests}, and
 * each goes through the control API, the bridge, its owner and the aggregator until its condition
 * says what became of it. Their selector matches no cluster, so that what is measured is the path
 * and not the staging. Counts the records that all of it brought about.
 */
public final class PathBenchmark {
    private static final String NAMESPACE = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String SPEC =
            """
            {"spec": {"artifact": {"kind": "Bytes", "source": {"inline": {"content": "x"}}},
             "storage": {"backend": "PVC", "pvc": {"storageClassName": "aquifer-shared", "sizeGiB": 1}},
             "clusterSelector": {"matchLabels": {"benchmark": "none"}}}}
            """;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String run = Long.toString(ProcessHandle.current().pid(), 36);

    private PathBenchmark(String bootstrap) {
        var from = new ByteArrayDeserializer();
        var to = new ByteArraySerializer();
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                        from,
                        from);
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap), to, to);
    }

    /** Arguments: broker, caches (1000). */
    public static void main(String[] arguments) throws Exception {
        int caches = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        var benchmark = new PathBenchmark(arguments[0]);
        try {
            benchmark.run(caches);
        } finally {
            benchmark.consumer.close();
            benchmark.producer.close();
        }
    }

    private void run(int caches) throws InterruptedException, ExecutionException {
        var before = ends();
        watch(Topic.CONDITIONS);
        long begin = System.nanoTime();
        ask(caches, "aquifer.cache.CacheRequested.v1", SPEC);
        double[] firstAndAll = awaitConditions(caches, begin);
        var after = ends();
        System.out.println("| topic | records |\n|---|---|");
        long all = 0;
        for (var topic : after.entrySet()) {
            long said = topic.getValue() - before.getOrDefault(topic.getKey(), 0L);
            all += said;
            if (said > 0) {
                System.out.printf(Locale.ROOT, "| %s | %,d |%n", topic.getKey(), said);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%,d caches: first condition after %.2f s, all after %.1f s; %,d records, %.0f a second%n",
                caches,
                firstAndAll[0],
                firstAndAll[1],
                all,
                all / firstAndAll[1]);
        ask(caches, "aquifer.cache.CacheWithdrawn.v1", "{}");
    }

    private String name(int cache) {
        return "path-" + run + "-" + cache;
    }

    private void ask(int caches, String type, String payload)
            throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int cache = 0; cache < caches; cache++) {
            var key = "ModelCache/" + NAMESPACE + "/" + name(cache);
            var record =
                    new ProducerRecord<>(
                            Topic.REQUESTS.topicName(),
                            key.getBytes(UTF_8),
                            payload.getBytes(UTF_8));
            Map.of("ce_id", type + name(cache), "ce_source", "/benchmark", "ce_type", type)
                    .forEach((header, text) -> record.headers().add(header, text.getBytes(UTF_8)));
            sent.add(producer.send(record));
        }
        for (var one : sent) {
            var _ = one.get();
        }
    }

    /** When the first and the last of them was told of its clusters, in seconds. */
    private double[] awaitConditions(int caches, long begin) {
        Set<String> told = new HashSet<>();
        double first = 0;
        while (told.size() < caches) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (seconds > PATIENCE.toSeconds()) {
                throw new IllegalStateException("only " + told.size() + " have a condition");
            }
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                var key = new String(record.key(), UTF_8);
                boolean ours = key.contains("/path-" + run + "-") && record.value() != null;
                if (ours && new String(record.value(), UTF_8).contains("NoClusters")) {
                    first = told.isEmpty() ? (System.nanoTime() - begin) / 1e9 : first;
                    told.add(key);
                }
            }
        }
        return new double[] {first, (System.nanoTime() - begin) / 1e9};
    }

    private List<TopicPartition> partitions(Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void watch(Topic topic) {
        consumer.assign(partitions(topic));
        consumer.seekToEnd(partitions(topic));
        partitions(topic).forEach(consumer::position);
    }

    /** How far each topic goes. */
    private Map<String, Long> ends() {
        var ends = new TreeMap<String, Long>();
        for (var topic : Topic.values()) {
            long end =
                    consumer.endOffsets(partitions(topic)).values().stream()
                            .mapToLong(offset -> offset)
                            .sum();
            ends.put(topic.topicName(), end);
        }
        return ends;
    }
}
