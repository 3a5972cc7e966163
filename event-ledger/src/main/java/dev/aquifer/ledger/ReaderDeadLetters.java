package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a reader without a database. It reads its topics again and again from the
 * start, so it looks first which letters it wrote before. Belongs to the reader's thread.
 */
final class ReaderDeadLetters {
    private final KafkaSettings kafka;
    private final String service;
    private final Set<String> buried = new HashSet<>();
    private boolean looked;

    ReaderDeadLetters(KafkaSettings kafka, String service) {
        this.kafka = kafka;
        this.service = service;
    }

    /** Writes the letter, unless that was done. Throws when the broker does not take it. */
    void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        if (!looked) {
            look();
            looked = true;
        }
        var letter = DeadLetters.of(record, reason, service, LedgerSettings.MOST_RECORD_BYTES);
        var headers = new HashMap<String, String>();
        letter.headers()
                .forEach(h -> headers.put(h.name(), WireHeader.text(letter.headers(), h.name())));
        var identity = identity(headers, letter.value());
        if (!buried.contains(identity)) {
            send(letter);
            buried.add(identity);
        }
    }

    /** Offsets begin again when a topic is made again: the payload tells those records apart. */
    private static String identity(Map<String, String> headers, byte @Nullable [] value) {
        return headers.get("deadletter_topic")
                + "-"
                + headers.get("deadletter_partition")
                + "@"
                + headers.get("deadletter_offset")
                + " "
                + Arrays.hashCode(value);
    }

    private void look() {
        try (var consumer = KafkaConfig.reader(kafka)) {
            var partitions =
                    consumer.partitionsFor(Topic.DEAD_LETTERS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var headers = WireHeader.text(record.headers());
                    if (service.equals(headers.get("deadletter_by"))) {
                        buried.add(identity(headers, record.value()));
                    }
                }
            }
        }
    }

    private void send(Outgoing letter) {
        try (var producer = KafkaConfig.producer(kafka, null)) {
            int count = producer.partitionsFor(letter.topic()).size();
            Future<RecordMetadata> sent = producer.send(letter.placed(count));
            sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
