package dev.aquifer.bridge.bus;

import dev.aquifer.ledger.DeadLetters;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
        send(DeadLetters.letter(record, reason, "kube-bridge"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
