package dev.aquifer.status.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.wire.Decoded;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what the topics still hold of a resource: one partition from its beginning, where only the
 * records of its key are decoded. One question at a time.
 */
public final class BusLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final EventCodec codec = new EventCodec();

    /** Reads from that broker. */
    public BusLog(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Everything that is left of what was said of a resource. */
    public synchronized History of(ResourceRef resource) {
        return History.of(
                said(Topic.TRANSITIONS, resource.toString()),
                said(Topic.CONDITIONS, resource.toString()));
    }

    /** The resources of that kind and name, in whichever namespace, of which changes are left. */
    public synchronized SortedSet<ResourceRef> named(String kind, String name) {
        var found = new TreeSet<ResourceRef>();
        read(
                Topic.TRANSITIONS,
                Optional.empty(),
                record -> {
                    var key = record.key() == null ? "" : new String(record.key(), UTF_8);
                    if (key.startsWith(kind + "/") && key.endsWith("/" + name)) {
                        found.add(ResourceRef.parse(key));
                    }
                });
        return found;
    }

    /** The end of all transitions that are left. */
    public synchronized LastSaid lastSaid() {
        var last = new LastSaid();
        read(
                Topic.TRANSITIONS,
                Optional.empty(),
                record -> {
                    if (record.key() != null
                            && said(record, new String(record.key(), UTF_8)).orElse(null)
                                    instanceof Said.Changed changed) {
                        last.take(changed.change());
                    }
                });
        return last;
    }

    private List<Said> said(Topic topic, String key) {
        var found = new ArrayList<Said>();
        var bytes = key.getBytes(UTF_8);
        read(
                topic,
                Optional.of(key),
                record -> {
                    if (Arrays.equals(bytes, record.key())) {
                        said(record, key).ifPresent(found::add);
                    }
                });
        return found;
    }

    private Optional<Said> said(ConsumerRecord<byte[], byte[]> record, String key) {
        var headers = KafkaClients.headers(record);
        return switch (codec.decode(key, headers, record.value())) {
            case Decoded.Tombstone(_) ->
                    Optional.of(new Said.Gone(time(headers, record.timestamp())));
            case Decoded.Known(var envelope) ->
                    switch (envelope.event()) {
                        case ConditionChanged change ->
                                Optional.of(
                                        new Said.Changed(
                                                envelope.meta().time(),
                                                envelope.meta().id(),
                                                Optional.ofNullable(envelope.meta().causationId()),
                                                change));
                        case ResourceStatus status ->
                                Optional.of(new Said.Whole(envelope.meta().time(), status));
                        default -> Optional.empty();
                    };
            default -> Optional.empty(); // history has a gap where a record cannot be read
        };
    }

    private static Instant time(Map<String, String> headers, long otherwise) {
        try {
            return Instant.parse(headers.getOrDefault("ce_time", ""));
        } catch (DateTimeException e) {
            return Instant.ofEpochMilli(otherwise);
        }
    }

    /** Reads the partition of a key, or all of them, as far as they go now. */
    private void read(
            Topic topic, Optional<String> key, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        try (var consumer = KafkaClients.reader(kafka)) {
            int count = consumer.partitionsFor(topic.topicName()).size();
            var partitions =
                    key.map(one -> IntStream.of(KafkaClients.partition(one, count)))
                            .orElseGet(() -> IntStream.range(0, count))
                            .mapToObj(number -> new TopicPartition(topic.topicName(), number))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("reading " + topic.topicName() + " took too long");
                }
                consumer.poll(POLL).forEach(to);
            }
        }
    }
}
