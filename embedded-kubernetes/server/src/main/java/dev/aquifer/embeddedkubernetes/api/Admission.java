package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.StoredObject;

/**
 * Whether there is still a place for a new object: its namespace and its definition must not be
 * going.
 */
record Admission(ObjectStore store) {
    static final ResourceName NAMESPACES = new ResourceName("", "namespaces");

    void requireOpen(ResourceRequest request, String name) {
        if (request.resource().custom().isPresent()) {
            requireDefined(request.resource());
        }
        if (request.resource().type().namespaced()) {
            requireNamespace(request, name);
        }
    }

    private void requireDefined(ServedResource resource) {
        boolean defined =
                store.get(new ObjectKey(Resources.DEFINITIONS, "", resource.name().toString()))
                        .filter(definition -> !definition.deleting())
                        .isPresent();
        if (!defined) {
            throw Refusal.of(
                    405,
                    "MethodNotAllowed",
                    "create not allowed while custom resource definition is terminating");
        }
    }

    private void requireNamespace(ResourceRequest request, String name) {
        StoredObject namespace =
                store.get(new ObjectKey(NAMESPACES, "", request.namespace()))
                        .orElseThrow(() -> Refusals.namespaceMissing(request.namespace()));
        if (namespace.deleting()) {
            throw Refusal.forbidden(
                    request.resource(),
                    name,
                    "unable to create new content in namespace %s because it is being terminated"
                            .formatted(request.namespace()));
        }
    }
}
