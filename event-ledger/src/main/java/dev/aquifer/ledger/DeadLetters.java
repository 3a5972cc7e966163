package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that nobody could handle, as they came, with headers that say where from and why. */
final class DeadLetters {
    private DeadLetters() {}

    static Outgoing of(
            ConsumerRecord<byte[], byte[]> record, String reason, String service, int mostBytes) {
        var headers = new ArrayList<>(WireHeader.of(record.headers()));
        headers.add(WireHeader.of("deadletter_topic", record.topic()));
        headers.add(WireHeader.of("deadletter_partition", Integer.toString(record.partition())));
        headers.add(WireHeader.of("deadletter_offset", Long.toString(record.offset())));
        headers.add(WireHeader.of("deadletter_reason", reason));
        headers.add(WireHeader.of("deadletter_by", service));
        var value = record.value();
        if (value != null && value.length > mostBytes) {
            headers.add(WireHeader.of("deadletter_cut", Integer.toString(value.length)));
            value = Arrays.copyOf(value, mostBytes);
        }
        var key = record.key();
        var partitionKey =
                key == null
                        ? record.topic() + "-" + record.partition()
                        : new String(key, StandardCharsets.UTF_8).replace("\0", "");
        return new Outgoing(
                Topic.DEAD_LETTERS.topicName(), partitionKey, null, key, headers, value);
    }
}
