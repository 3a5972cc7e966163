package dev.aquifer.status;

import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When something was heard of each cluster last, by our clock, as another machine's may be off; and
 * when that is too long ago.
 */
final class Silence {
    private static final String SESSION = "session";

    private final Duration limit;
    private final Instant startedAt;
    private final Map<ResourceRef, Instant> heardAt = new HashMap<>();

    /**
     * Nothing was heard yet.
     *
     * @param limit how long nothing may be heard
     * @param startedAt since when somebody listens
     */
    Silence(Duration limit, Instant startedAt) {
        this.limit = limit;
        this.startedAt = startedAt;
    }

    void heard(ClusterSessionRenewed session, Instant now) {
        heardAt.put(session.subject().resource(), now);
    }

    /** A slot is no more; when it is a session's, nobody waits to hear of that cluster again. */
    void forget(String slot) {
        heardAt.keySet().removeIf(cluster -> Slot.of(cluster, SESSION).toString().equals(slot));
    }

    /** That nothing is heard of the cluster of that session, if it is so. */
    Optional<ClusterSilent> of(ClusterSessionRenewed session, Instant now) {
        var end = heardAt.getOrDefault(session.subject().resource(), startedAt).plus(limit);
        return end.isBefore(now)
                ? Optional.of(
                        new ClusterSilent(
                                session.subject(), session.session(), session.observedAt(), end))
                : Optional.empty();
    }
}
