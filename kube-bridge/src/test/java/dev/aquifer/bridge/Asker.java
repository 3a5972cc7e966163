package dev.aquifer.bridge;

import static org.awaitility.Awaitility.await;

import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Another system with a Kafka client and nothing of ours: asks, and reads what is answered. */
final class Asker implements AutoCloseable {
    private final KafkaSettings kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** A record as it came. */
    record Heard(String topic, String key, Map<String, String> headers, String value, long offset) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Asker(String bootstrapServers, String... topics) {
        kafka = KafkaSettings.of(bootstrapServers);
        producer = KafkaClients.producer(kafka);
        consumer = KafkaClients.reader(kafka);
        var partitions = new HashSet<TopicPartition>();
        for (var topic : topics) {
            await().until(() -> !consumer.partitionsFor(topic).isEmpty()); // made just now
            consumer.partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().name("asker").start(this::listen);
    }

    private void listen() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> heard.add(heard(record)));
            }
        } catch (WakeupException e) {
            return; // closed
        }
    }

    private static Heard heard(ConsumerRecord<byte[], byte[]> record) {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(h -> headers.put(h.key(), text(h.value())));
        return new Heard(
                record.topic(), text(record.key()), headers, text(record.value()), record.offset());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Makes topics as an operator would. */
    static void create(String bootstrapServers, String... topics) throws Exception {
        try (var admin = KafkaClients.admin(KafkaSettings.of(bootstrapServers))) {
            for (var topic : topics) {
                admin.createTopics(Set.of(new NewTopic(topic, 2, (short) 1))).all().get();
            }
        }
    }

    /** Deletes a topic with all that it holds. */
    void drop(String topic) throws Exception {
        try (var admin = KafkaClients.admin(kafka)) {
            admin.deleteTopics(Set.of(topic)).all().get();
        }
    }

    /** Asks with just the headers there have to be. */
    long ask(String topic, String key, String id, String type, String payload)
            throws InterruptedException, ExecutionException {
        return send(topic, key, head(id, type), payload);
    }

    static Map<String, String> head(String id, String type) {
        return Map.of("ce_id", id, "ce_source", "/ci", "ce_type", type);
    }

    /** Sends any record; answers with its offset. */
    long send(
            String topic, @Nullable String key, Map<String, String> headers, @Nullable String value)
            throws InterruptedException, ExecutionException {
        var record =
                new ProducerRecord<>(
                        topic,
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((n, v) -> record.headers().add(n, v.getBytes(StandardCharsets.UTF_8)));
        return producer.send(record).get().offset();
    }

    /** Says something that is no request. */
    void tell(String topic, String key, String value)
            throws InterruptedException, ExecutionException {
        send(topic, key, Map.of(), value);
    }

    /** The partition of a key. */
    int partition(String topic, String key) {
        var partitions = producer.partitionsFor(topic).size();
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Where the next record of that key will be, as the bridge notes it. */
    String nextPlace(String topic, String key) throws Exception {
        var number = partition(topic, key);
        try (var reader = KafkaClients.reader(kafka);
                var admin = KafkaClients.admin(kafka)) {
            var place = new TopicPartition(topic, number);
            var end = reader.endOffsets(Set.of(place)).getOrDefault(place, 0L);
            var found = admin.describeTopics(Set.of(topic)).allTopicNames().get();
            var id = found.values().iterator().next().topicId();
            return topic + "-" + number + "@" + end + "#" + id;
        }
    }

    /** Answers to the request of that id, on that topic. */
    List<Heard> answers(String topic, String id) {
        return heard.stream()
                .filter(r -> r.topic().equals(topic))
                .filter(r -> r.header("ce_causationid").equals(id))
                .toList();
    }

    /** The one answer to it. Fails as an assertion while there is none. */
    Heard answer(String topic, String id) {
        var answers = answers(topic, id);
        if (answers.size() != 1) {
            throw new AssertionError("answers to " + id + ": " + answers);
        }
        return answers.getFirst();
    }

    /** What went to that topic with that key. */
    List<Heard> with(String topic, String key) {
        return heard.stream().filter(r -> r.topic().equals(topic) && r.key().equals(key)).toList();
    }

    /** What was heard last of all on that topic. */
    List<Heard> on(String topic) {
        return heard.stream().filter(r -> r.topic().equals(topic)).toList();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
