package dev.aquifer.status.fold;

import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ClusterEvent.Reachability;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.time.Instant;
import java.util.Optional;

/** Whether what is known of a cluster's insides is news or memory. */
sealed interface ClusterHealth {
    /** The cluster. */
    ClusterName cluster();

    /** What is reported of the cluster is current. */
    record Observed(ClusterName cluster) implements ClusterHealth {}

    /**
     * What is known is a memory.
     *
     * @param silent whether nothing at all was heard, rather than that it does not answer
     * @param lastSeen when it was observed last
     */
    record Unobserved(
            ClusterName cluster,
            boolean silent,
            Optional<Instant> lastSeen,
            String message,
            Envelope<? extends Event> fact)
            implements ClusterHealth {
        String words() {
            return cluster
                    + " cannot be observed"
                    + lastSeen.map(seen -> "; last observed at " + Moment.of(seen)).orElse("")
                    + (message.isEmpty() ? "" : ": " + message);
        }
    }

    /** The health that a cluster's own facts tell. A cluster of which nothing is known is fine. */
    static ClusterHealth of(ClusterName cluster, Facts facts) {
        var silence = facts.one(ClusterSilent.class);
        var session = facts.one(ClusterSessionRenewed.class);
        if (silence.isPresent() && !endedBy(silence.get(), session)) {
            var seen = Optional.of(silence.get().event().lastSeen());
            return new Unobserved(cluster, true, seen, "nothing was heard of it", silence.get());
        }
        var reachability = facts.one(Reachability.class);
        if (reachability.isPresent()
                && reachability.get().event() instanceof ClusterUnreachable unreachable) {
            return new Unobserved(
                    cluster,
                    false,
                    Optional.ofNullable(unreachable.lastSeen()),
                    unreachable.message(),
                    reachability.get());
        }
        return new Observed(cluster);
    }

    private static boolean endedBy(
            Envelope<ClusterSilent> silence, Optional<Envelope<ClusterSessionRenewed>> session) {
        return session.filter(s -> s.event().observedAt().isAfter(silence.event().lastSeen()))
                .isPresent();
    }
}
