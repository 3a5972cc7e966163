package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import java.util.Optional;

/** How long an object may go on after it was deleted: only pods that run on a node may. */
final class Grace {
    private static final long DEFAULT = 30;

    private Grace() {}

    static long seconds(ServedResource resource, ObjectNode object, Optional<Long> asked) {
        if (!resource.name().toString().equals("pods")) {
            return 0;
        }
        String phase = object.at("/status/phase").asText("");
        boolean runs =
                !object.at("/spec/nodeName").asText("").isEmpty()
                        && !phase.equals("Succeeded")
                        && !phase.equals("Failed");
        if (!runs) {
            return 0;
        }
        return asked.orElse(object.at("/spec/terminationGracePeriodSeconds").asLong(DEFAULT));
    }

    /**
     * Whether nothing keeps a deleted object but its finalizers: the node of a pod says so by
     * deleting it once more.
     */
    static boolean isOver(ServedResource resource, ObjectNode object) {
        return !resource.name().toString().equals("pods")
                || object.at("/metadata/deletionGracePeriodSeconds").asLong(0) == 0;
    }
}
