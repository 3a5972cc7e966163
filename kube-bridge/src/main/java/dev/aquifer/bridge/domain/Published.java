package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.time.Instant;

/**
 * What the bus holds of a name: the newest desired event.
 *
 * @param since of that event
 * @param content fingerprint of what it said of metadata and spec; empty for a withdrawal
 * @param withdrawn whether it was a withdrawal
 * @param eventId its id
 */
public record Published(
        ResourceRef ref,
        Uid uid,
        long generation,
        Instant since,
        String content,
        boolean withdrawn,
        String eventId) {

    /** Whether it speaks of the same life of the name. */
    boolean speaksOf(Resource resource) {
        return uid.equals(resource.uid());
    }
}
