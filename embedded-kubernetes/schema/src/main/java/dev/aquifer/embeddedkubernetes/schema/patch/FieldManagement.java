package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply and the record of who owns which field ({@code metadata.managedFields}) for one
 * kind. Objects go in and come out with their managed fields; a write that changes nothing returns
 * an object equal to the one before, time stamps included.
 */
public final class FieldManagement {
    private final Schema schema;

    /** For objects of this kind. */
    public FieldManagement(Schema schema) {
        this.schema = schema;
    }

    /**
     * Who writes.
     *
     * @param manager the query parameter {@code fieldManager}, or for updates without one the user
     *     agent up to its first slash
     * @param subresource {@code status} or {@code scale}; empty for the object itself
     */
    public record Writer(String manager, String subresource, Instant time) {}

    /**
     * {@code application/apply-patch+yaml}. The result has defaults and is not yet validated.
     *
     * @param live null when there is no such object yet
     */
    public ObjectNode apply(
            @Nullable ObjectNode live, ObjectNode applied, Writer writer, boolean force)
            throws ApplyConflict, PatchException {
        if (live != null && !applied.has("kind")) {
            throw new PatchException(400, "BadRequest", "not there yet " + schema.kind());
        }
        return applied.deepCopy();
    }

    /**
     * Records a create, update or other patch: the writer owns what {@code updated} changes of
     * {@code live}. {@code metadata.managedFields} as sent are taken as a client's wish to edit
     * them (an empty list resets them), missing ones as unchanged.
     *
     * @param live null for a create
     */
    public ObjectNode update(@Nullable ObjectNode live, ObjectNode updated, Writer writer) {
        return updated.deepCopy();
    }
}
