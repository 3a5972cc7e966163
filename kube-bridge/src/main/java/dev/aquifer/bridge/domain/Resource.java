package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of the control API as it was seen.
 *
 * @param version the resourceVersion; names this very state of it
 * @param owners its owner references
 * @param deletedAt when its deletion was asked for; null while it lives
 * @param spec as JSON: maps, lists, strings, numbers, booleans
 * @param status as JSON; empty when there is none yet
 */
public record Resource(
        ResourceRef ref,
        Uid uid,
        long generation,
        String version,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers,
        List<Owner> owners,
        Instant createdAt,
        @Nullable Instant deletedAt,
        Map<String, Object> spec,
        Map<String, Object> status) {
    public Resource {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
        owners = List.copyOf(owners);
    }

    /** Whom it belongs to. */
    public record Owner(String kind, String name, Uid uid) {}

    /** Whether its deletion was asked for. */
    public boolean deleting() {
        return deletedAt != null;
    }

    /** When its deletion was asked for; only of one that is being deleted. */
    Instant deletionTime() {
        if (deletedAt == null) {
            throw new IllegalStateException(ref + " is not being deleted");
        }
        return deletedAt;
    }

    /** Whether our finalizer holds it. */
    public boolean guarded() {
        return finalizers.contains(Marks.FINALIZER);
    }

    /** Whether an owner reference names that uid. */
    public boolean ownedBy(Uid owner) {
        return owners.stream().anyMatch(reference -> reference.uid().equals(owner));
    }

    /** The deployment for which the bridge made this; empty for what users made. */
    public Optional<Uid> declaredBy() {
        var label = labels.get(Marks.DECLARED_BY);
        if (label == null || label.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Uid(label)).filter(this::ownedBy);
    }

    /** The annotations that mean something to the fleet. */
    public Map<String, String> meaningfulAnnotations() {
        var meaningful = new TreeMap<>(annotations);
        meaningful.keySet().removeIf(name -> !Marks.meaningful(name));
        return meaningful;
    }

    /** The request of a user that this edit belongs to: as annotated, else named after the edit. */
    public String correlation() {
        var annotated = annotations.get(Marks.CORRELATION);
        return annotated == null || annotated.isBlank() ? correlation(uid, generation) : annotated;
    }

    static String correlation(Uid uid, long generation) {
        return uid + "." + generation;
    }

    /** Whether users could see a difference other than in the status. */
    public boolean sameButStatus(Resource other) {
        return uid.equals(other.uid)
                && generation == other.generation
                && labels.equals(other.labels)
                && annotations.equals(other.annotations)
                && finalizers.equals(other.finalizers)
                && owners.equals(other.owners)
                && deleting() == other.deleting();
    }
}
