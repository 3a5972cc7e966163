package dev.aquifer.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.DeploymentEvent;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.MeasurementEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.history.History;
import dev.aquifer.status.history.Said;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of its own, somebody who tells facts, and an aggregator that can die and come back. */
final class Stage implements AutoCloseable {
    private static final Aggregation.Timing TIMING =
            new Aggregation.Timing(Duration.ofDays(10_000), Duration.ofMillis(100), Limits.USUAL);

    final EmbeddedBroker broker = EmbeddedBroker.start();
    private final KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
    private final EventPublisher teller = EventPublisher.open(kafka, new EventCodec());
    private final Clock clock;
    private Aggregation aggregation;

    Stage() {
        this(Clock.systemUTC());
    }

    Stage(Clock clock) {
        this.clock = clock;
        this.aggregation = begin();
    }

    Aggregation aggregation() {
        return aggregation;
    }

    private Aggregation begin() {
        return new Aggregation(kafka, clock, TIMING);
    }

    Stage started() {
        aggregation.start();
        return this;
    }

    void end() {
        aggregation.close();
    }

    void restart() {
        aggregation.close();
        aggregation = begin();
        aggregation.start();
    }

    void tell(List<Envelope<Event>> facts) {
        for (var fact : facts) {
            teller.publish(topic(fact.event()), fact).join();
        }
    }

    /** Another aggregator woke behind, and says how a resource was by these facts. */
    void sayAgain(ResourceRef resource, List<Envelope<Event>> facts) {
        var at = clock.instant();
        var number = at.plusSeconds(60).toEpochMilli() * 1000;
        var source = "/aquifer/status-aggregator";
        var meta = new EventMeta("old", source, at, "c", null, number, List.of(), null);
        teller.publish(Topic.CONDITIONS, new Envelope<>(meta, folded(resource, facts))).join();
    }

    /** How a resource is by these facts, when time has done with it what it does. */
    ResourceStatus folded(ResourceRef resource, List<Envelope<Event>> facts) {
        var fleet = new Fleet(Limits.USUAL);
        facts.forEach(fleet::take);
        fleet.tick(clock.instant());
        return fleet.status(resource).orElseThrow().status();
    }

    static Topic topic(Event event) {
        return switch (event) {
            case DesiredEvent desired -> Topic.DESIRED;
            case ClusterEvent cluster -> Topic.CLUSTERS;
            case DeploymentEvent deployment -> Topic.DEPLOYMENTS;
            case MeasurementEvent measurement -> Topic.MEASUREMENTS;
            default -> Topic.CACHES;
        };
    }

    /** A record as anybody might send it; a null value is none. */
    void send(Topic topic, String key, Map<String, String> headers, String value)
            throws InterruptedException, ExecutionException {
        var bytes = new ByteArraySerializer();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, bytes, bytes)) {
            for (int partition = 0; partition < 2; partition++) {
                var record =
                        new ProducerRecord<>(
                                topic.topicName(),
                                partition,
                                key.getBytes(UTF_8),
                                value.getBytes(UTF_8));
                headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
                producer.send(record).get();
            }
        }
    }

    /** The places of what the aggregator sent to the dead letters. */
    List<String> buried() {
        var bytes = new ByteArrayDeserializer();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        var places = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions =
                    consumer.partitionsFor(Topic.DEAD_LETTERS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long all = consumer.endOffsets(partitions).values().stream().mapToLong(e -> e).sum();
            for (long read = 0; read < all; ) {
                for (var letter : consumer.poll(Duration.ofMillis(100))) {
                    read++;
                    if (header(letter, "deadletter_by").equals("status-aggregator")) {
                        places.add(
                                header(letter, "deadletter_topic")
                                        + "-"
                                        + header(letter, "deadletter_partition")
                                        + "@"
                                        + header(letter, "deadletter_offset"));
                    }
                }
            }
        }
        return places;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    void makeAnew(Topic topic) throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var admin = Admin.create(settings)) {
            admin.deleteTopics(List.of(topic.topicName())).all().get();
            var anew = new NewTopic(topic.topicName(), 2, (short) 1);
            while (!tryToMake(admin, anew)) {
                Thread.onSpinWait(); // its deletion takes a moment
            }
        }
    }

    private static boolean tryToMake(Admin admin, NewTopic topic) throws InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    History history(ResourceRef resource) {
        return aggregation.history().of(resource);
    }

    /** Everything that is left of statuses of a resource. */
    List<String> statuses(ResourceRef resource) {
        return history(resource).all().stream()
                .filter(Said.Whole.class::isInstance)
                .map(said -> ((Said.Whole) said).status().toString())
                .toList();
    }

    /** The transitions of a resource, repeats and all. */
    List<String> changes(ResourceRef resource) {
        return history(resource).changes().stream()
                .map(
                        said ->
                                said instanceof Said.Changed changed
                                        ? changed.change().after().type()
                                                + " "
                                                + changed.change().after().reason()
                                        : "gone")
                .toList();
    }

    @Override
    public void close() {
        aggregation.close();
        teller.close();
        broker.close();
    }
}
