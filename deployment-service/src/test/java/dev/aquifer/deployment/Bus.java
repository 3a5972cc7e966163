package dev.aquifer.deployment;

import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The rest of the fleet, played by a test: says facts, and hears what the service says. */
final class Bus implements AutoCloseable {
    private final EventPublisher publisher;
    private final TopicReader reader;
    private final AtomicLong sequence = new AtomicLong(Clock.systemUTC().millis());
    private final Map<String, Envelope<Event>> heard = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();

    Bus(String bootstrapServers) {
        var kafka = KafkaSettings.of(bootstrapServers);
        publisher = EventPublisher.open(kafka, new EventCodec());
        reader = TopicReader.of(kafka, Topic.DEPLOYMENTS, Topic.WORKS).build(this::hear);
        reader.start();
    }

    private void hear(List<Received> batch) {
        for (var received : batch) {
            count.incrementAndGet();
            switch (received) {
                case Received.Fact f ->
                        heard.put(f.event().slot().toString(), new Envelope<>(f.meta(), f.event()));
                case Received.Gone g -> heard.remove(g.key());
            }
        }
    }

    /** Says it; answers with its id. */
    String say(Topic topic, Event event) {
        var id = UUID.randomUUID().toString();
        var meta =
                new EventMeta(
                        id,
                        "/test",
                        Clock.systemUTC().instant(),
                        "request-1",
                        null,
                        sequence.incrementAndGet(),
                        List.of(),
                        null);
        publisher.publish(topic, new Envelope<>(meta, event)).join();
        return id;
    }

    /** The newest facts of all slots. */
    List<Envelope<? extends Event>> all() {
        return List.copyOf(heard.values());
    }

    /** The newest fact of that type that fits; waits for it. */
    <E extends Event> Envelope<E> awaitFact(Class<E> type, Predicate<E> which) {
        return await("a " + type.getSimpleName())
                .atMost(Duration.ofSeconds(20))
                .until(() -> find(type, which), found -> !found.isEmpty())
                .getFirst();
    }

    <E extends Event> E await1(Class<E> type) {
        return awaitFact(type, e -> true).event();
    }

    <E extends Event> List<Envelope<E>> find(Class<E> type, Predicate<E> which) {
        return heard.values().stream()
                .filter(e -> type.isInstance(e.event()) && which.test(type.cast(e.event())))
                .map(e -> new Envelope<>(e.meta(), type.cast(e.event())))
                .toList();
    }

    /** Everything that was heard so far, repeats included. */
    long said() {
        return count.get();
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
