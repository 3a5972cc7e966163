package dev.aquifer.bridge;

import static org.awaitility.Awaitility.await;

import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Reads a topic from now on, as any reader would, and notes when what came. */
final class Arrivals implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Long> newest = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final BiConsumer<String, byte[]> also;
    private final Thread thread;

    Arrivals(KafkaSettings kafka, String topic, BiConsumer<String, byte[]> also) {
        this.also = also;
        consumer = KafkaClients.reader(kafka);
        await().until(() -> !consumer.partitionsFor(topic).isEmpty()); // made just now
        var partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
        try (consumer) {
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    var key = new String(record.key(), StandardCharsets.UTF_8);
                    newest.put(key, System.nanoTime());
                    count.incrementAndGet();
                    also.accept(key, record.value());
                }
            }
        } catch (WakeupException e) {
            return; // closed
        }
    }

    /** When the newest of that key came; 0 when none did. */
    long of(String key) {
        return newest.getOrDefault(key, 0L);
    }

    /** How many came. */
    long count() {
        return count.get();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
