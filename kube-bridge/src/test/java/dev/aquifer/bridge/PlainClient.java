package dev.aquifer.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The least that anybody could do instead of the bridge, with the same clients: no finalizers, no
 * order, no fencing, no check of what was said before, nothing after a crash.
 */
final class PlainClient implements AutoCloseable {
    private static final String CACHES = "/apis/modelplane.ai/v1alpha1/modelcaches";

    private final KubernetesClient client;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    PlainClient(KubernetesClient client, KafkaSettings kafka, String topic) {
        this.client = client;
        this.producer = KafkaClients.producer(kafka);
        this.topic = topic;
    }

    /** Lists all, publishes each spec; answers how many. */
    int listAndPublish() throws java.io.IOException {
        var items = EventCodec.JSON.readTree(client.raw(CACHES)).path("items");
        for (var item : items) {
            publish(item.at("/metadata/name").asText(), item);
        }
        producer.flush();
        return items.size();
    }

    private void publish(String name, Object object) {
        var value = EventCodec.JSON.valueToTree(object).toString();
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                name.getBytes(StandardCharsets.UTF_8),
                                value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Publishes whatever the watch shows from now on. */
    Watch follow() {
        return new Caches(client)
                .all()
                .watch(
                        new Watcher<GenericKubernetesResource>() {
                            @Override
                            public void eventReceived(
                                    Action action, GenericKubernetesResource object) {
                                publish(object.getMetadata().getName(), object);
                            }

                            @Override
                            public void onClose(WatcherException cause) {
                                throw new IllegalStateException(cause);
                            }
                        });
    }

    /** Patches the status of a cache with what a record says. */
    CompletableFuture<Integer> show(String name, JsonNode status) {
        var base = client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
        var path = base + CACHES.replace("modelcaches", "namespaces/ml-team/modelcaches/" + name);
        var request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(path + "/status")
                        .method(
                                "PATCH",
                                "application/merge-patch+json",
                                EventCodec.JSON.valueToTree(Map.of("status", status)).toString())
                        .build();
        return client.getHttpClient()
                .sendAsync(request, String.class)
                .thenApply(response -> response.code());
    }

    @Override
    public void close() {
        producer.close();
    }
}
