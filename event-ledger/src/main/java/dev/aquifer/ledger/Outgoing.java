package dev.aquifer.ledger;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record that a transaction wants to publish.
 *
 * @param slot the text that names it; null for a dead letter, which keeps the headers it had and
 *     gets no number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(
        String topic,
        String partitionKey,
        @Nullable String slot,
        byte @Nullable [] key,
        List<WireHeader> headers,
        byte @Nullable [] value) {
    Outgoing {
        headers = List.copyOf(headers);
    }

    /** For a topic of so many partitions. */
    ProducerRecord<byte[], byte[]> placed(int partitions) {
        return record(KafkaConfig.partition(partitionKey, partitions));
    }

    /** In that partition; null leaves it to the producer. */
    ProducerRecord<byte[], byte[]> record(@Nullable Integer partition) {
        var wire =
                headers.stream().<Header>map(h -> new RecordHeader(h.name(), h.value())).toList();
        return new ProducerRecord<>(topic, partition, null, key, value, wire);
    }

    /** What orders it: commits that publish for the same resource come one after the other. */
    long orderKey() {
        return Numbering.lockKey(topic + ' ' + partitionKey);
    }
}
