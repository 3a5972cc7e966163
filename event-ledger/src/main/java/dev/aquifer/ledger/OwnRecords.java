package dev.aquifer.ledger;

import dev.aquifer.events.wire.Decoded;
import dev.aquifer.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The newest record of each slot that this service itself published to a part of a topic.
 *
 * @param newest by slot
 * @param highest of all their numbers
 */
record OwnRecords(Map<String, Levels.Level> newest, long highest) {
    OwnRecords {
        newest = Map.copyOf(newest);
    }

    /** Reads from those offsets to the end that the shape has. */
    static OwnRecords read(
            LedgerSettings settings,
            TopicShape shape,
            Map<Integer, Long> from,
            BooleanSupplier stopping) {
        var newest = new HashMap<String, Levels.Level>();
        var unread = new ArrayList<TopicPartition>();
        shape.end()
                .forEach(
                        (partition, end) -> {
                            if (from.getOrDefault(partition, 0L) < end) {
                                unread.add(new TopicPartition(shape.name(), partition));
                            }
                        });
        if (!unread.isEmpty()) {
            try (var consumer = KafkaConfig.reader(settings.kafka())) {
                consumer.assign(unread);
                unread.forEach(p -> consumer.seek(p, from.getOrDefault(p.partition(), 0L)));
                while (unread.stream().anyMatch(p -> isBefore(consumer, p, shape))) {
                    if (stopping.getAsBoolean()) {
                        throw new InterruptException("stopped");
                    }
                    for (var record : consumer.poll(Duration.ofMillis(100))) {
                        take(settings.source(), record, newest);
                    }
                }
            }
        }
        return new OwnRecords(
                newest, newest.values().stream().mapToLong(Levels.Level::sequence).max().orElse(0));
    }

    private static boolean isBefore(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, TopicShape shape) {
        return consumer.position(partition) < shape.end().getOrDefault(partition.partition(), 0L);
    }

    private static void take(
            String source,
            ConsumerRecord<byte[], byte[]> record,
            Map<String, Levels.Level> newest) {
        var headers = WireHeader.of(record.headers());
        if (record.key() == null || !WireHeader.text(headers, "ce_source").equals(source)) {
            return;
        }
        var number = WireHeader.text(headers, "ce_sequence");
        if (!number.matches("\\d{1,19}")) {
            return;
        }
        var level = level(record, headers, Long.parseLong(number));
        newest.merge(level.slot(), level, (a, b) -> b.sequence() >= a.sequence() ? b : a);
    }

    private static Levels.Level level(
            ConsumerRecord<byte[], byte[]> record, List<WireHeader> headers, long sequence) {
        var slot = new String(record.key(), StandardCharsets.UTF_8);
        var text = WireHeader.text(record.headers());
        // Whatever a release requires of readers, its writer may read it here.
        text.remove("ce_requires");
        var partitionKey =
                new EventCodec().decode(slot, text, record.value())
                                instanceof Decoded.Known(var envelope)
                        ? envelope.event().slot().partition()
                        : "";
        return new Levels.Level(
                record.topic(),
                slot,
                partitionKey,
                WireHeader.text(headers, "ce_type"),
                sequence,
                headers,
                record.value());
    }
}
