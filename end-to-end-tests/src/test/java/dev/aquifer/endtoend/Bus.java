package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another system that asks on the bus, with a Kafka client and nothing of ours. */
final class Bus implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final KafkaProducer<byte[], byte[]> producer;

    Bus(int port) {
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
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

    @Override
    public void close() {
        producer.close();
    }
}
