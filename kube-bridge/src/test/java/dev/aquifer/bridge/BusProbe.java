package dev.aquifer.bridge;

import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The other services, as the bridge sees them: reads what it says and says what they would say. */
final class BusProbe implements AutoCloseable {
    private final EventPublisher publisher;
    private final TopicReader reader;
    private final List<Received> heard = new CopyOnWriteArrayList<>();
    private final AtomicLong sequence = new AtomicLong();

    BusProbe(String bootstrapServers) {
        var kafka = KafkaSettings.of(bootstrapServers);
        publisher = EventPublisher.open(kafka, new EventCodec());
        reader = TopicReader.of(kafka, Topic.DESIRED, Topic.ANSWERS).build(heard::addAll);
        reader.start();
    }

    /** Says it as some service would; answers with the id of the event. */
    String say(Topic topic, Event event) {
        return say(topic, event, "event-" + sequence.incrementAndGet());
    }

    String say(Topic topic, Event event, String id) {
        publisher.publish(topic, new Envelope<>(meta(id), event)).join();
        return id;
    }

    void forget(Topic topic, Slot slot) {
        publisher.publishTombstone(topic, slot, meta("gone-" + sequence.get())).join();
    }

    private EventMeta meta(String id) {
        return new EventMeta(
                id,
                "/aquifer/test",
                Instant.now(),
                "correlation",
                null,
                sequence.incrementAndGet(),
                List.of(),
                null);
    }

    /** All that the bridge said of that name, in order. */
    List<Received> of(ResourceRef name) {
        return heard.stream()
                .filter(r -> r.topic() == Topic.DESIRED)
                .filter(
                        r ->
                                switch (r) {
                                    case Received.Fact f ->
                                            f.event().subject().resource().equals(name);
                                    case Received.Gone g -> g.key().equals(name.toString());
                                })
                .toList();
    }

    /** The events among it. */
    List<DesiredEvent> events(ResourceRef name) {
        return of(name).stream()
                .filter(Received.Fact.class::isInstance)
                .map(r -> (DesiredEvent) ((Received.Fact) r).event())
                .toList();
    }

    /** The newest event of a type about that name. Fails as an assertion while there is none. */
    <E extends Event> E last(ResourceRef name, Class<E> type) {
        return heard.stream()
                .filter(Received.Fact.class::isInstance)
                .map(r -> ((Received.Fact) r).event())
                .filter(e -> e.subject().resource().equals(name))
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((_, later) -> later)
                .orElseThrow(
                        () -> new AssertionError("no " + type.getSimpleName() + " of " + name));
    }

    /** How much was heard of all. */
    int size() {
        return heard.size();
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
