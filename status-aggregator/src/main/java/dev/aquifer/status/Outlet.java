package dev.aquifer.status;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.EventPublisher;
import java.util.concurrent.CompletableFuture;

/** Where statuses go: the bus. */
interface Outlet {
    /** Publishes; the future ends when it is kept, or failed to be. */
    CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope);

    /** Publishes that the slot's fact is no more. */
    CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta);

    /** The broker behind a publisher. */
    static Outlet of(EventPublisher publisher) {
        return new Outlet() {
            @Override
            public CompletableFuture<Void> publish(
                    Topic topic, Envelope<? extends Event> envelope) {
                return publisher.publish(topic, envelope);
            }

            @Override
            public CompletableFuture<Void> publishTombstone(
                    Topic topic, Slot slot, EventMeta meta) {
                return publisher.publishTombstone(topic, slot, meta);
            }
        };
    }
}
