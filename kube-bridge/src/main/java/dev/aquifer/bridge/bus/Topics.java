package dev.aquifer.bridge.bus;

import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Looks at topics: whether a name is still the topic that it was. */
final class Topics implements AutoCloseable {
    private final Admin admin;

    Topics(KafkaSettings kafka) {
        admin = KafkaClients.admin(kafka);
    }

    /**
     * What a topic is.
     *
     * @param id one that is deleted and made again has another
     */
    record Shape(String id, int partitions) {}

    /** The topic of that name. Throws when there is none, or the broker is away. */
    Shape shape(String topic) {
        try {
            var found =
                    admin.describeTopics(Set.of(topic))
                            .allTopicNames()
                            .get()
                            .values()
                            .iterator()
                            .next();
            return new Shape(found.topicId().toString(), found.partitions().size());
        } catch (ExecutionException e) {
            throw new KafkaException(topic + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
