package dev.aquifer.cluster.store;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.InferenceClassSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A hardware class as it was requested last.
 *
 * @param correlation the request of a user that it goes back to
 * @param withdrawnSince when its deletion was asked for
 */
public record ClassRow(
        String name,
        Uid uid,
        long generation,
        InferenceClassSpec spec,
        String correlation,
        Optional<Instant> withdrawnSince) {

    /** Of which life and edit facts of it speak. */
    public Subject subject() {
        return new Subject(ResourceRef.clusterScoped("InferenceClass", name), uid, generation);
    }
}
