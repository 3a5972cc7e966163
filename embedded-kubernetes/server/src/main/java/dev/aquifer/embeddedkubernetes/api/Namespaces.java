package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.StoredObject;

/** Whether a namespace takes new objects. */
record Namespaces(ObjectStore store) {
    static final ResourceName RESOURCE = new ResourceName("", "namespaces");

    void requireOpen(ResourceRequest request, String name) {
        StoredObject namespace =
                store.get(new ObjectKey(RESOURCE, "", request.namespace()))
                        .orElseThrow(
                                () ->
                                        Refusal.of(
                                                404,
                                                "NotFound",
                                                "namespaces \"%s\" not found"
                                                        .formatted(request.namespace())));
        if (namespace.deleting()) {
            throw Refusal.forbidden(
                    request.resource(),
                    name,
                    "unable to create new content in namespace %s because it is being terminated"
                            .formatted(request.namespace()));
        }
    }
}
