package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StaleWrite;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the server changes by itself, without anybody's request. Nothing is refused; what is gone is
 * left alone.
 */
public final class ServerEdits {
    private static final int ATTEMPTS = 50;

    private final ObjectStore store;
    private final Resources resources;

    /** Edits in this store. */
    public ServerEdits(ObjectStore store, Resources resources) {
        this.store = store;
        this.resources = resources;
    }

    /**
     * Changes an object in place; it goes when it is being deleted and nothing holds it any more.
     * The object as it is then.
     */
    public Optional<ObjectNode> edit(ObjectKey key, Consumer<ObjectNode> change) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<StoredObject> current = store.get(key);
            Optional<ServedResource> resource = resources.find(key.resource());
            if (current.isEmpty() || resource.isEmpty()) {
                return Optional.empty();
            }
            ObjectNode before = current.get().object();
            ObjectNode after = before.deepCopy();
            change.accept(after);
            if (after.equals(before)) {
                return Optional.of(after);
            }
            try {
                return Optional.of(write(resource.get(), current.get(), after).object());
            } catch (StaleWrite _) {
                // look again
            }
        }
        throw new IllegalStateException(key + " changes too often to be edited");
    }

    private StoredObject write(ServedResource resource, StoredObject current, ObjectNode after)
            throws StaleWrite {
        var meta = new Meta(after);
        boolean goes =
                meta.deleting()
                        && meta.finalizers().isEmpty()
                        && Grace.isOver(resource, after)
                        && Kinds.goesWithoutFinalizers(resource, after);
        return goes ? store.delete(current, after) : store.put(current.key(), after, current);
    }

    /** Takes a finalizer off. */
    public void removeFinalizer(ObjectKey key, String finalizer) {
        edit(
                key,
                object -> {
                    var meta = new Meta(object);
                    var left = new ArrayList<>(meta.finalizers());
                    left.remove(finalizer);
                    meta.finalizers(left);
                });
    }

    /** Takes off the owner references with these uids. */
    public void removeOwners(ObjectKey key, Set<String> uids) {
        edit(
                key,
                object -> {
                    if (object.at("/metadata/ownerReferences") instanceof ArrayNode owners) {
                        owners.removeIf(owner -> uids.contains(owner.path("uid").asText("")));
                        if (owners.isEmpty()) {
                            object.withObject("metadata").remove("ownerReferences");
                        }
                    }
                });
    }

    /** Lets a namespace go, now that it is empty. */
    public void finalizeNamespace(ObjectKey key) {
        edit(key, object -> object.withObject("spec").remove("finalizers"));
    }
}
