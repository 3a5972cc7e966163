package dev.aquifer.embeddedkubernetes.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.util.Optional;

/** An owner reference and what became of the owner. */
record Owner(String uid, boolean blocks, State state) {

    /** Whether the owner keeps its dependents alive. */
    enum State {
        /** It is there. */
        SOLID,
        /** It waits for its dependents to go first. */
        WAITING,
        /** It is gone, or another object has its name. */
        ABSENT
    }

    static Owner of(
            JsonNode reference, StoredObject dependent, ObjectStore store, Resources resources) {
        String uid = reference.path("uid").asText("");
        boolean blocks = reference.path("blockOwnerDeletion").asBoolean(false);
        Optional<ServedResource> resource =
                resources.ofKind(
                        reference.path("apiVersion").asText(""), reference.path("kind").asText(""));
        if (resource.isEmpty()) {
            return new Owner(
                    uid,
                    blocks,
                    State.SOLID); // a kind that nobody knows is no proof that its object is gone
        }
        String namespace = resource.get().type().namespaced() ? dependent.key().namespace() : "";
        var key =
                new ObjectKey(resource.get().name(), namespace, reference.path("name").asText(""));
        State state =
                store.get(key)
                        .filter(owner -> owner.uid().equals(uid))
                        .map(
                                owner ->
                                        Collector.waitsForDependents(owner)
                                                ? State.WAITING
                                                : State.SOLID)
                        .orElse(State.ABSENT);
        return new Owner(uid, blocks, state);
    }
}
