package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the changes of what an object wants: everything but its metadata and status. */
final class Generation {
    private static final Set<String> NOT_WANTS = Set.of("metadata", "status", "apiVersion", "kind");

    private Generation() {}

    static void count(ObjectNode object, @Nullable ObjectNode old) {
        long before = old == null ? 0 : old.path("metadata").path("generation").asLong();
        boolean changed = old == null || !FieldValues.same(wants(object), wants(old));
        Fields.object(object, "metadata").put("generation", changed ? before + 1 : before);
    }

    private static JsonNode wants(ObjectNode object) {
        return object.deepCopy().without(NOT_WANTS);
    }
}
