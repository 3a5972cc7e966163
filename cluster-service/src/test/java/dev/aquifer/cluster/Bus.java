package dev.aquifer.cluster;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Everybody else on the bus: publishes what they would, and remembers what is said. */
final class Bus implements AutoCloseable {
    private final EventPublisher publisher;
    private final TopicReader reader;
    private final AtomicLong sequence = new AtomicLong(System.nanoTime());
    private final List<Received> heard = new CopyOnWriteArrayList<>();

    Bus(String bootstrap) {
        var kafka = KafkaSettings.of(bootstrap);
        this.publisher = EventPublisher.open(kafka, new EventCodec());
        this.reader =
                TopicReader.of(kafka, Topic.CLUSTERS, Topic.OBSERVATIONS, Topic.MEASUREMENTS)
                        .build(heard::addAll);
        reader.start();
    }

    void publish(Topic topic, Event event) {
        send(topic, event).join();
    }

    /** The same without waiting for the broker. */
    CompletableFuture<Void> send(Topic topic, Event event) {
        return publisher.publish(topic, new Envelope<>(meta(), event));
    }

    private EventMeta meta() {
        return new EventMeta(
                UUID.randomUUID().toString(),
                "/test",
                Instant.now(),
                "correlation-1",
                null,
                sequence.incrementAndGet(),
                List.of(),
                null);
    }

    /** All that was heard, with the numbers of the records. */
    List<Received> heard() {
        return List.copyOf(heard);
    }

    /** Forgets a Work, as its requester does. */
    void forget(Slot work) {
        publisher.publishTombstone(Topic.WORKS, work, meta()).join();
    }

    /** All events of a type, in their order. */
    <E extends Event> List<E> all(Class<E> type) {
        return heard.stream()
                .filter(Received.Fact.class::isInstance)
                .map(r -> ((Received.Fact) r).event())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The keys of tombstones. */
    List<String> tombstones() {
        return heard.stream()
                .filter(Received.Gone.class::isInstance)
                .map(r -> ((Received.Gone) r).key())
                .toList();
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
