package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Other managers own what an apply would change: a 409 Conflict with these causes. */
public final class ApplyConflict extends Exception {
    private final List<ObjectNode> causes;

    ApplyConflict(String message, List<ObjectNode> causes) {
        super(message);
        this.causes = List.copyOf(causes);
    }

    /** For {@code status.details.causes}: reason {@code FieldManagerConflict}, message, field. */
    public List<ObjectNode> causes() {
        return causes;
    }
}
