package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import java.time.Clock;

/** What the server adds to an object that is to be created. */
record Newcomers(ServiceAddresses addresses, Admission admission, Clock clock, Ids ids) {

    /** What the server says of a new object; nobody's field manager owns that. */
    ObjectNode complete(ResourceRequest request, ObjectNode object) {
        ServedResource resource = request.resource();
        var meta = new Meta(object);
        meta.remove("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation");
        meta.put("uid", ids.uid());
        meta.put("creationTimestamp", Meta.time(clock.instant()));
        if (Kinds.hasGeneration(resource)) {
            meta.put("generation", 1);
        }
        if (resource.type().namespaced()) {
            meta.put("namespace", request.namespace());
        }
        admission.requireOpen(request, meta.name());
        if (resource.name().equals(ServiceAddresses.SERVICES)) {
            addresses.assign(object);
        }
        Kinds.onCreate(resource, object, clock.instant());
        return object;
    }
}
