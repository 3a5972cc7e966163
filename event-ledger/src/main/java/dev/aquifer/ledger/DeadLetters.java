package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that nobody could handle, as they came, with headers that say where from and why. A
 * letter always fits into a topic with the usual limit of 1 MiB, whatever a stranger put into a
 * record: what is longer is cut, and says so.
 */
public final class DeadLetters {
    private static final int MOST_KEY = 4 << 10;
    private static final int MOST_NAME = 256;
    private static final int MOST_HEADER = 8 << 10;
    private static final int MOST_HEADERS = 64 << 10;

    private DeadLetters() {}

    /** A letter to be sent at once; {@code service} is who could not handle it. */
    public static ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> record, String reason, String service) {
        return of(record, reason, service, LedgerSettings.MOST_RECORD_BYTES).record(null);
    }

    static Outgoing of(
            ConsumerRecord<byte[], byte[]> record, String reason, String service, int mostBytes) {
        var headers = kept(WireHeader.of(record.headers()));
        headers.add(WireHeader.of("deadletter_topic", record.topic()));
        headers.add(WireHeader.of("deadletter_partition", Integer.toString(record.partition())));
        headers.add(WireHeader.of("deadletter_offset", Long.toString(record.offset())));
        headers.add(WireHeader.of("deadletter_reason", reason).cut(MOST_HEADER));
        headers.add(WireHeader.of("deadletter_by", service));
        int most = Math.min(mostBytes, LedgerSettings.MOST_RECORD_BYTES);
        var value = record.value();
        if (value != null && value.length > most) {
            headers.add(WireHeader.of("deadletter_cut", Integer.toString(value.length)));
            value = Arrays.copyOf(value, most);
        }
        var key = record.key();
        if (key != null && key.length > MOST_KEY) {
            headers.add(WireHeader.of("deadletter_key_cut", Integer.toString(key.length)));
            key = Arrays.copyOf(key, MOST_KEY);
        }
        var partitionKey =
                key == null
                        ? record.topic() + "-" + record.partition()
                        : new String(key, StandardCharsets.UTF_8).replace("\0", "");
        return new Outgoing(
                Topic.DEAD_LETTERS.topicName(), partitionKey, null, key, headers, value);
    }

    /** The headers of the record, as many and as much of each as there is room for. */
    private static List<WireHeader> kept(List<WireHeader> all) {
        var kept = new ArrayList<WireHeader>();
        int room = MOST_HEADERS;
        int changed = 0;
        for (var header : all) {
            var cut = header.cut(MOST_HEADER);
            int size = header.name().length() + cut.value().length;
            boolean fits = header.name().length() <= MOST_NAME && size <= room;
            if (fits) {
                kept.add(cut);
                room -= size;
            }
            if (!fits || cut.value().length < header.value().length) {
                changed++;
            }
        }
        if (changed > 0) {
            kept.add(WireHeader.of("deadletter_headers_cut", Integer.toString(changed)));
        }
        return kept;
    }
}
