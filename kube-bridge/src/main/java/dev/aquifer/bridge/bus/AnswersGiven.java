package dev.aquifer.bridge.bus;

import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** Reads which answers a topic holds: their ids, nothing else. */
final class AnswersGiven {
    private static final Duration POLL = Duration.ofMillis(200);

    private AnswersGiven() {}

    static Set<UUID> read(KafkaSettings kafka, String topic) {
        Set<UUID> ids = ConcurrentHashMap.newKeySet();
        try (var consumer = KafkaClients.reader(kafka)) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("there is no topic " + topic);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(POLL).forEach(record -> add(record.headers(), ids));
            }
        }
        return ids;
    }

    private static void add(Headers headers, Set<UUID> ids) {
        var id = headers.lastHeader("ce_id");
        if (id != null && id.value() != null) {
            try {
                ids.add(UUID.fromString(new String(id.value(), StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                // Not one of our answers, and so none to any request.
                return;
            }
        }
    }
}
