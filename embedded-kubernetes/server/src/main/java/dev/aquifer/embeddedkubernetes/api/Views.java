package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A stored object as one version of its resource shows it. */
public final class Views {
    private Views() {}

    /** As a tree of the caller's own. */
    public static ObjectNode object(ServedResource resource, StoredObject stored) {
        ObjectNode object = stored.object();
        if (resource.custom().isEmpty()) {
            return object;
        }
        object.put("apiVersion", resource.kind().apiVersion());
        return olderThanDefinition(resource, stored)
                ? ObjectJson.canonical(
                        resource.schema().withDefaults(resource.schema().prune(object).object()))
                : object;
    }

    /** As JSON; not to be changed. */
    public static byte[] json(ServedResource resource, StoredObject stored) {
        boolean asStored =
                resource.custom().isEmpty()
                        || (!olderThanDefinition(resource, stored)
                                && startsWithVersion(resource, stored.json()));
        return asStored ? stored.json() : ObjectJson.write(object(resource, stored));
    }

    private static boolean olderThanDefinition(ServedResource resource, StoredObject stored) {
        return resource.custom()
                .filter(custom -> stored.revision() < custom.definedAt())
                .isPresent();
    }

    /** Objects are stored with their version first, so that this is quick. */
    private static boolean startsWithVersion(ServedResource resource, byte[] json) {
        byte[] start =
                ("{\"apiVersion\":\"" + resource.kind().apiVersion() + "\"")
                        .getBytes(StandardCharsets.UTF_8);
        return json.length > start.length
                && Arrays.equals(json, 0, start.length, start, 0, start.length);
    }
}
