package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Another system that asks on the bus, with a Kafka client and nothing of ours. */
final class Bus implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Map<String, Object> broker;
    private final KafkaProducer<byte[], byte[]> producer;

    Bus(int port) {
        this.broker = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        this.producer =
                new KafkaProducer<>(broker, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Asks for what this manifest says. */
    void ask(String manifest) {
        var wanted =
                new KubernetesSerialization().unmarshal(manifest, GenericKubernetesResource.class);
        var key =
                "%s/%s/%s"
                        .formatted(
                                wanted.getKind(),
                                wanted.getMetadata().getNamespace(),
                                wanted.getMetadata().getName());
        var spec = wanted.getAdditionalProperties().get("spec");
        send(wanted.getKind(), "Requested", key, Map.of("spec", spec));
    }

    /** Asks for it no more. */
    void withdraw(String kind, String namespace, String name) {
        send(kind, "Withdrawn", "%s/%s/%s".formatted(kind, namespace, name), Map.of());
    }

    private void send(String kind, String what, String key, Map<String, ?> payload) {
        var word = kind.substring("Model".length());
        var type = "aquifer.%s.%s%s.v1".formatted(word.toLowerCase(Locale.ROOT), word, what);
        try {
            var record =
                    new ProducerRecord<>(
                            "aquifer.requests",
                            key.getBytes(UTF_8),
                            JSON.writeValueAsBytes(payload));
            record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
            record.headers().add("ce_source", "/end-to-end".getBytes(UTF_8));
            record.headers().add("ce_type", type.getBytes(UTF_8));
            producer.send(record).get();
        } catch (JsonProcessingException | ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(hurry);
        }
    }

    /** All that any topic holds now, with keys and headers, by topic and partition. */
    Map<String, String> everything() {
        try (var consumer =
                new KafkaConsumer<>(
                        broker, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.listTopics().values().stream()
                            .flatMap(List::stream)
                            .filter(each -> each.topic().startsWith("aquifer."))
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            var ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var all = new TreeMap<String, StringBuilder>();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(LOOK)) {
                    all.computeIfAbsent(
                                    record.topic() + "-" + record.partition(),
                                    each -> new StringBuilder())
                            .append(words(record));
                }
            }
            var words = new TreeMap<String, String>();
            all.forEach((where, what) -> words.put(where, what.toString()));
            return words;
        }
    }

    private static String words(ConsumerRecord<byte[], byte[]> record) {
        var words = new StringBuilder(text(record.key())).append(' ').append(text(record.value()));
        record.headers().forEach(header -> words.append(' ').append(text(header.value())));
        return words.append('\n').toString();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
