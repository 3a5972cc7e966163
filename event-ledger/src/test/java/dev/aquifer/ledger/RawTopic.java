package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic as it is, to its end. */
final class RawTopic {
    private RawTopic() {}

    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, Topic topic) {
        try (var consumer = KafkaConfig.reader(KafkaSettings.of(bootstrapServers))) {
            var partitions =
                    consumer.partitionsFor(topic.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(50)).forEach(all::add);
            }
            return all;
        }
    }

    static List<Received> read(String bootstrapServers, Topic topic) {
        var codec = new EventCodec();
        var all = new ArrayList<Received>();
        for (var record : records(bootstrapServers, topic)) {
            if (RecordReading.of(codec, record) instanceof RecordReading.Legible(var received, _)) {
                all.add(received);
            }
        }
        return all;
    }
}
