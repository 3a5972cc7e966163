package dev.aquifer.embeddedkubernetes.lifecycle;

import dev.aquifer.embeddedkubernetes.api.Deletes;
import dev.aquifer.embeddedkubernetes.api.ServerEdits;
import dev.aquifer.embeddedkubernetes.lifecycle.Owner.State;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes what has no owner left. An owner that is deleted in the foreground goes after the
 * dependents that block it; one that orphans its dependents goes after they have forgotten it.
 */
final class Collector {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final ObjectStore store;
    private final Resources resources;
    private final Deletes deletes;
    private final ServerEdits edits;
    private final Map<String, Set<ObjectKey>> dependents = new HashMap<>();
    private final Map<String, ObjectKey> owners = new HashMap<>();

    Collector(ObjectStore store, Resources resources, Deletes deletes, ServerEdits edits) {
        this.store = store;
        this.resources = resources;
        this.deletes = deletes;
        this.edits = edits;
    }

    static boolean waitsForDependents(StoredObject owner) {
        return owner.deleting() && hasFinalizer(owner, FOREGROUND);
    }

    private static boolean hasFinalizer(StoredObject object, String finalizer) {
        return object.object()
                .at("/metadata/finalizers")
                .valueStream()
                .anyMatch(each -> each.asText().equals(finalizer));
    }

    void follow(WatchEvent event) {
        StoredObject object = event.object();
        switch (event) {
            case WatchEvent.Added _ -> index(object, List.of());
            case WatchEvent.Modified changed -> index(object, changed.before().owners());
            case WatchEvent.Deleted _ -> forget(object);
        }
        if (event instanceof WatchEvent.Deleted) {
            dependentsOf(object.uid()).forEach(this::collect);
            object.owners().forEach(this::releaseOwner);
        } else if (object.deleting()) {
            release(object.key());
        } else if (!object.owners().isEmpty()) {
            collect(object.key());
        }
    }

    private void index(StoredObject object, List<String> before) {
        owners.put(object.uid(), object.key());
        before.forEach(uid -> dependents.getOrDefault(uid, new HashSet<>()).remove(object.key()));
        object.owners()
                .forEach(
                        uid ->
                                dependents
                                        .computeIfAbsent(uid, each -> new HashSet<>())
                                        .add(object.key()));
    }

    private void forget(StoredObject object) {
        owners.remove(object.uid());
        for (String uid : object.owners()) {
            Set<ObjectKey> siblings = dependents.getOrDefault(uid, new HashSet<>());
            siblings.remove(object.key());
            if (siblings.isEmpty()) {
                dependents.remove(uid);
            }
        }
    }

    private Set<ObjectKey> dependentsOf(String uid) {
        return Set.copyOf(dependents.getOrDefault(uid, Set.of()));
    }

    private void releaseOwner(String uid) {
        ObjectKey owner = owners.get(uid);
        if (owner != null) {
            release(owner);
        }
    }

    /** What is being deleted may wait for its dependents. */
    private void release(ObjectKey key) {
        StoredObject owner = store.get(key).filter(StoredObject::deleting).orElse(null);
        if (owner == null) {
            return;
        }
        if (hasFinalizer(owner, ORPHAN)) {
            dependentsOf(owner.uid())
                    .forEach(each -> edits.removeOwners(each, Set.of(owner.uid())));
            edits.removeFinalizer(key, ORPHAN);
        } else if (hasFinalizer(owner, FOREGROUND)) {
            Set<ObjectKey> all = dependentsOf(owner.uid());
            all.forEach(this::collect);
            if (all.stream().noneMatch(each -> blocks(each, owner.uid()))) {
                edits.removeFinalizer(key, FOREGROUND);
            }
        }
    }

    private boolean blocks(ObjectKey dependent, String uid) {
        return store.get(dependent).stream()
                .flatMap(object -> object.object().at("/metadata/ownerReferences").valueStream())
                .anyMatch(
                        reference ->
                                reference.path("uid").asText("").equals(uid)
                                        && reference.path("blockOwnerDeletion").asBoolean(false));
    }

    /** Deletes a dependent unless an owner keeps it. */
    private void collect(ObjectKey key) {
        StoredObject object = store.get(key).orElse(null);
        if (object == null || object.deleting() || object.owners().isEmpty()) {
            return;
        }
        List<Owner> all =
                object.object()
                        .at("/metadata/ownerReferences")
                        .valueStream()
                        .map(reference -> Owner.of(reference, object, store, resources))
                        .toList();
        Set<String> gone =
                all.stream()
                        .filter(owner -> owner.state() != State.SOLID)
                        .map(Owner::uid)
                        .collect(Collectors.toSet());
        if (gone.isEmpty()) {
            return;
        }
        if (all.stream().anyMatch(owner -> owner.state() == State.SOLID)) {
            edits.removeOwners(key, gone);
            return;
        }
        boolean foreground =
                all.stream().anyMatch(owner -> owner.state() == State.WAITING)
                        && !dependentsOf(object.uid()).isEmpty();
        resources
                .find(key.resource())
                .ifPresent(resource -> deletes.deleteQuietly(resource, object, foreground));
    }
}
