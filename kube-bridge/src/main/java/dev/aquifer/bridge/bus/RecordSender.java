package dev.aquifer.bridge.bus;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends records to topics that an operator named, and to the dead letters. Threads may share it.
 */
public final class RecordSender implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 512 * 1024;

    private final KafkaProducer<byte[], byte[]> producer;

    /** One of its own. */
    public RecordSender(KafkaSettings kafka) {
        producer = KafkaClients.producer(kafka);
    }

    /** Returns when the broker has it. */
    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var _ = producer.send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("the broker did not take it: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /** The record as it came, with headers that say where from and why. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        var value = record.value();
        var cut = value != null && value.length > MOST_BYTES;
        var letter =
                new ProducerRecord<>(
                        Topic.DEAD_LETTERS.topicName(),
                        record.key(),
                        cut ? Arrays.copyOf(value, MOST_BYTES) : value);
        record.headers().forEach(letter.headers()::add);
        letter.headers()
                .add("deadletter_topic", bytes(record.topic()))
                .add("deadletter_partition", bytes(Integer.toString(record.partition())))
                .add("deadletter_offset", bytes(Long.toString(record.offset())))
                .add("deadletter_reason", bytes(reason))
                .add("deadletter_by", bytes("kube-bridge"));
        if (cut) {
            letter.headers().add("deadletter_cut", bytes(Integer.toString(value.length)));
        }
        send(letter);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
