package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.wire.EventCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every change of a condition since the demo began, with its cause, read from the bus. */
final class ShowHistory implements Stage {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final int LONGEST = 60;

    private final String bootstrap;
    private final Instant from;

    ShowHistory(String bootstrap, Instant from) {
        this.bootstrap = bootstrap;
        this.from = from;
    }

    @Override
    public String headline() {
        return "How the conditions came about";
    }

    @Override
    public String behind() {
        return "every condition is a fold over events; these are its changes, from aquifer.transitions";
    }

    @Override
    public Outcome run(Progress progress) throws IOException {
        var changes = read();
        changes.sort(Comparator.comparing(ConditionChanged::since));
        var lines =
                changes.stream()
                        .filter(ShowHistory::tells)
                        .map(ShowHistory::line)
                        .limit(LONGEST)
                        .toList();
        return new Outcome(
                "%d of %d changes: those of Ready".formatted(lines.size(), changes.size()), lines);
    }

    /** Ready is the roll-up of the others; that nobody answered yet is no news. */
    private static boolean tells(ConditionChanged change) {
        var after = change.after();
        return after.type().equals("Ready") && !after.reason().equals("Reconciling");
    }

    static String line(ConditionChanged change) {
        var after = change.after();
        return "%s  %-42s %-7s %s"
                .formatted(
                        TIME.format(change.since()),
                        change.subject().resource(),
                        after.status(),
                        after.reason());
    }

    private List<ConditionChanged> read() throws IOException {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions =
                    consumer.partitionsFor(Topic.TRANSITIONS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var changes = new ArrayList<ConditionChanged>();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < end(ends, one))) {
                for (var message : consumer.poll(POLL)) {
                    var change = EventCodec.JSON.readValue(message.value(), ConditionChanged.class);
                    if (!change.since().isBefore(from)) {
                        changes.add(change);
                    }
                }
            }
            return changes;
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
