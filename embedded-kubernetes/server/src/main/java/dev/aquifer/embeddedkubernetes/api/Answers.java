package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;

/** Status objects. */
final class Answers {
    private Answers() {}

    static ObjectNode status() {
        ObjectNode status = ObjectJson.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status;
    }

    static ObjectNode deleted(ServedResource resource, String name, String uid) {
        ObjectNode status = status().put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", name);
        if (!resource.kind().group().isEmpty()) {
            details.put("group", resource.kind().group());
        }
        details.put("kind", resource.type().plural()).put("uid", uid);
        return status;
    }
}
