package dev.aquifer.ledger;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Which topic of a name this is, and what of it there is.
 *
 * @param id another one of that name has another
 * @param first the first offset of each partition that is still there
 * @param end of each partition, of all that was written
 */
record TopicShape(String name, String id, Map<Integer, Long> first, Map<Integer, Long> end) {

    /** Asks the broker. Throws UnknownTopicOrPartitionException when there is none. */
    static TopicShape of(Admin admin, String name) {
        try {
            var described =
                    admin.describeTopics(List.of(name)).allTopicNames().get().values().stream()
                            .findAny()
                            .orElseThrow();
            var partitions =
                    described.partitions().stream()
                            .map(info -> new TopicPartition(name, info.partition()))
                            .toList();
            return new TopicShape(
                    name,
                    described.topicId().toString(),
                    offsets(admin, partitions, OffsetSpec.earliest()),
                    offsets(admin, partitions, OffsetSpec.latest()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new KafkaException("cannot ask about " + name, e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Map<Integer, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        var asked = partitions.stream().collect(Collectors.toMap(p -> p, _ -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(asked).all().get();
        var offsets = new TreeMap<Integer, Long>();
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    /** Whether that exception says that there is no such topic. */
    static boolean missing(Throwable thrown) {
        return Objects.requireNonNullElse(thrown.getCause(), thrown)
                        instanceof UnknownTopicOrPartitionException
                || thrown instanceof UnknownTopicOrPartitionException;
    }
}
