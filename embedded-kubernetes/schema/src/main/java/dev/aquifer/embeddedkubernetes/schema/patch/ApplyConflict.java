package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Other managers own what an apply would change: a 409 Conflict with these causes. */
public final class ApplyConflict extends Exception {
    private final transient List<ObjectNode> causes;
    private final transient Map<Managers.Id, FieldSet> fields;

    ApplyConflict(String message, List<ObjectNode> causes, Map<Managers.Id, FieldSet> fields) {
        super(message);
        this.causes = List.copyOf(causes);
        this.fields = fields;
    }

    /** For {@code status.details.causes}: reason {@code FieldManagerConflict}, message, field. */
    public List<ObjectNode> causes() {
        return causes;
    }

    Map<Managers.Id, FieldSet> fields() {
        return fields;
    }
}
