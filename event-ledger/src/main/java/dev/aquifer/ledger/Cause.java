package dev.aquifer.ledger;

import dev.aquifer.events.EventMeta;
import org.jspecify.annotations.Nullable;

/**
 * Why something is published.
 *
 * @param correlationId the request of a user that started it all
 * @param causationId the event that is answered; null for what begins by itself
 * @param traceparent the W3C trace context, when there is one
 */
public record Cause(
        String correlationId, @Nullable String causationId, @Nullable String traceparent) {

    /** The event that was received is the cause. */
    public static Cause of(EventMeta received) {
        return new Cause(received.correlationId(), received.id(), received.traceparent());
    }

    /** A timer or a reconciler goes on with what a request began. */
    public static Cause continuing(String correlationId) {
        return new Cause(correlationId, null, null);
    }
}
