package dev.aquifer.cluster.store;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A cluster as it was requested last, and the newest session on it.
 *
 * @param correlation the request of a user that it goes back to
 * @param withdrawnSince when its deletion was asked for
 * @param removed whether nothing of it is held any more
 * @param session the epoch of the newest session; 0 before the first
 * @param lastSeen when it answered last
 */
public record ClusterRow(
        ClusterName name,
        Uid uid,
        long generation,
        InferenceClusterSpec spec,
        String correlation,
        Optional<Instant> withdrawnSince,
        boolean removed,
        long session,
        Optional<Instant> lastSeen) {

    /** Of which life and edit facts of it speak. */
    public Subject subject() {
        return new Subject(
                ResourceRef.clusterScoped("InferenceCluster", name.value()), uid, generation);
    }
}
