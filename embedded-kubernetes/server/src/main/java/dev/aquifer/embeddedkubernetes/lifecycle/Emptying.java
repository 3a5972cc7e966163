package dev.aquifer.embeddedkubernetes.lifecycle;

import dev.aquifer.embeddedkubernetes.api.Deletes;
import dev.aquifer.embeddedkubernetes.api.ServerEdits;
import dev.aquifer.embeddedkubernetes.resources.CustomDefinition;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.time.Clock;
import java.util.List;

/**
 * Empties deleted namespaces and definitions, and lets them go when the last object in them has
 * gone.
 */
final class Emptying {
    private static final ResourceName NAMESPACES = new ResourceName("", "namespaces");
    private static final String DEFINITION_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final ObjectStore store;
    private final Resources resources;
    private final Deletes deletes;
    private final ServerEdits edits;
    private final Clock clock;

    Emptying(
            ObjectStore store,
            Resources resources,
            Deletes deletes,
            ServerEdits edits,
            Clock clock) {
        this.store = store;
        this.resources = resources;
        this.deletes = deletes;
        this.edits = edits;
        this.clock = clock;
    }

    void follow(WatchEvent event) {
        ObjectKey key = event.object().key();
        emptyNamespace(key.namespace());
        if (event instanceof WatchEvent.Deleted) {
            emptyDefinition(key.resource().toString());
        } else if (key.resource().equals(NAMESPACES)) {
            emptyNamespace(key.name());
        } else if (key.resource().equals(Resources.DEFINITIONS)) {
            emptyDefinition(key.name());
        }
    }

    private void emptyNamespace(String name) {
        var key = new ObjectKey(NAMESPACES, "", name);
        if (store.get(key).filter(StoredObject::deleting).isEmpty()) {
            return;
        }
        content(name).forEach(this::delete);
        List<StoredObject> left = content(name);
        if (left.isEmpty()) {
            edits.finalizeNamespace(key);
        } else {
            edits.edit(key, new NamespaceConditions(left, clock.instant())::writeTo);
        }
    }

    private List<StoredObject> content(String namespace) {
        return store.resources().stream()
                .filter(
                        resource ->
                                resources
                                        .find(resource)
                                        .filter(served -> served.type().namespaced())
                                        .isPresent())
                .flatMap(resource -> store.list(resource, namespace).objects().stream())
                .toList();
    }

    private void emptyDefinition(String name) {
        var key = new ObjectKey(Resources.DEFINITIONS, "", name);
        var definition = store.get(key).filter(StoredObject::deleting);
        if (definition.isEmpty()) {
            return;
        }
        ResourceName resource = new CustomDefinition(definition.get().object(), 0).name();
        List<StoredObject> content = store.list(resource, null).objects();
        content.forEach(this::delete);
        if (content.isEmpty()) {
            edits.removeFinalizer(key, DEFINITION_FINALIZER);
        }
    }

    private void delete(StoredObject object) {
        if (!object.deleting()) {
            resources
                    .find(object.key().resource())
                    .ifPresent(
                            (ServedResource served) ->
                                    deletes.deleteQuietly(served, object, false));
        }
    }
}
