package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.store.StoredObject;

/** What must be so of an object that is to be deleted. */
final class Preconditions {
    private Preconditions() {}

    static void require(ResourceRequest request, DeleteOptions options, StoredObject current) {
        if (!options.uid().isEmpty() && !options.uid().equals(current.uid())) {
            throw Refusal.conflict(
                    request.resource(),
                    request.name(),
                    "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                            .formatted(options.uid(), current.uid()));
        }
        String revision = Long.toString(current.revision());
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(revision)) {
            throw Refusal.conflict(
                    request.resource(),
                    request.name(),
                    "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
                            .formatted(options.resourceVersion(), revision));
        }
    }
}
