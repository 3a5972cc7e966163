package dev.aquifer.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an event say.
 *
 * @param id unique together with the source; a repeat of an event has the same id
 * @param source the service that said it, for example {@code /aquifer/cache-service}
 * @param time when it was said; data, never order
 * @param correlationId the request of a user that started it all
 * @param causationId the id of the event that this one answers; null for what began by itself
 * @param sequence rises per source and slot; the incarnation of the source's database is in the
 *     high bits, so that a restored database does not issue a number again
 * @param requires features that a reader must know to act rightly; a reader that lacks one pauses
 *     and says so, and never skips
 * @param traceparent the W3C trace context, when there is one
 */
public record EventMeta(
        String id,
        String source,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        long sequence,
        List<String> requires,
        @Nullable String traceparent) {
    public EventMeta {
        requires = List.copyOf(requires);
    }
}
