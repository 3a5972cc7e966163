package dev.aquifer.ledger;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events for those without a database, in the partitions that everybody uses. Threads may
 * share one, except within {@link #transactionally}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EventPublisher implements AutoCloseable {
    @SuppressWarnings("UnusedVariable")
    private EventPublisher(
            KafkaSettings kafka, EventCodec codec, @Nullable String transactionalId) {}

    /** Publishes each event by itself: at least once, in order for each partition. */
    public static EventPublisher open(KafkaSettings kafka, EventCodec codec) {
        return new EventPublisher(kafka, codec, null);
    }

    /**
     * Publishes in transactions, and deposes whoever did so with this id before. Waits for the
     * broker.
     */
    public static EventPublisher fencing(
            KafkaSettings kafka, EventCodec codec, String transactionalId) {
        return new EventPublisher(kafka, codec, transactionalId);
    }

    /** Publishes; the future ends when the broker has it, or failed to take it. */
    public CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope) {
        throw new UnsupportedOperationException();
    }

    /** Publishes that the slot's fact is no more; the meta says who says so, and when. */
    public CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta) {
        throw new UnsupportedOperationException();
    }

    /**
     * What the body publishes becomes visible together, or not at all when this throws: {@link
     * PublisherFenced} when another took over, the body's own exception, or the broker's. Only for
     * a {@link #fencing} publisher, and from one thread.
     */
    public void transactionally(Runnable body) {
        throw new UnsupportedOperationException();
    }

    /** Waits a second for what is on its way. */
    @Override
    public void close() {}
}
