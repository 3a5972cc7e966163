package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.BuiltinKinds;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply and the record of who owns which field ({@code metadata.managedFields}) for one
 * kind. Objects go in and come out with their managed fields; a write that changes nothing returns
 * an object equal to the one before, time stamps included.
 */
public final class FieldManagement {
    private static final int MOST_UPDATERS = 10;
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** What no manager owns: it names the object, or the server alone writes it. */
    private static final FieldSet NOBODYS =
            FieldSet.of(
                    "apiVersion",
                    "kind",
                    "metadata",
                    "metadata.name",
                    "metadata.namespace",
                    "metadata.creationTimestamp",
                    "metadata.selfLink",
                    "metadata.uid",
                    "metadata.clusterName",
                    "metadata.generation",
                    "metadata.managedFields",
                    "metadata.resourceVersion");

    private final Schema schema;
    private final MergeType type;
    private final boolean hasStatus;

    /** For objects of a kind with a status subresource. */
    public FieldManagement(Schema schema) {
        this(schema, true);
    }

    /** For objects of this kind; without a status subresource anybody may own the status. */
    public FieldManagement(Schema schema, boolean hasStatus) {
        this.schema = schema;
        this.type = MergeType.of(schema.root());
        this.hasStatus = hasStatus;
    }

    /**
     * Who writes.
     *
     * @param manager the query parameter {@code fieldManager}, or for updates without one the user
     *     agent up to its first slash
     * @param subresource {@code status} or {@code scale}; empty for the object itself
     */
    public record Writer(String manager, String subresource, Instant time) {

        Managers.Id applier() {
            return new Managers.Id(manager, Managers.APPLY, "", subresource);
        }

        Managers.Id updater(String apiVersion) {
            return new Managers.Id(
                    manager.isEmpty() ? "unknown" : manager,
                    Managers.UPDATE,
                    apiVersion,
                    subresource);
        }
    }

    /**
     * {@code application/apply-patch+yaml}. The result has defaults and is not yet validated.
     *
     * @param live null when there is no such object yet
     */
    public ObjectNode apply(
            @Nullable ObjectNode live, ObjectNode applied, Writer writer, boolean force)
            throws ApplyConflict, PatchException {
        requireFit(applied);
        ObjectNode before = live == null ? schema.empty() : bare(live);
        Managers managers = live == null ? new Managers() : Managers.read(managedFields(live));
        ApplyRun run =
                new ApplyRun(type, ownable(writer.subresource()), schema.kind().apiVersion());
        try {
            FieldSets.check(applied, type, false);
        } catch (MergeType.Misfit e) {
            throw PatchException.internal(
                    "failed to create typed patch object (%s): %s"
                            .formatted(describe(applied), e.getMessage()));
        }
        try {
            if (managers.isEmpty() && live != null) {
                Writer first = new Writer(BEFORE_FIRST_APPLY, writer.subresource(), writer.time());
                run.update(schema.empty(), before, managers, first);
            }
            JsonNode merged = LastApplied.apply(run, before, applied, managers, writer, force);
            boolean same = FieldValues.same(merged, before);
            ObjectNode result = same ? before.deepCopy() : schema.withDefaults((ObjectNode) merged);
            if (!same || live == null) {
                run.stamp(managers, writer.applier(), writer.time());
            }
            LastApplied.refresh(result, applied, writer);
            return settled(live, withManagers(result, managers));
        } catch (MergeType.Misfit e) {
            throw PatchException.internal("failed to merge config: " + e.getMessage());
        }
    }

    /**
     * Records a create, update or other patch: the writer owns what {@code updated} changes of
     * {@code live}. {@code metadata.managedFields} as sent are taken as a client's wish to edit
     * them (an empty list resets them), missing ones as unchanged.
     *
     * @param live null for a create
     */
    public ObjectNode update(@Nullable ObjectNode live, ObjectNode updated, Writer writer) {
        Managers managers = sent(live, updated, writer);
        ObjectNode after = bare(updated);
        if (managers.isEmpty() && live != null) {
            return after;
        }
        ObjectNode before = live == null ? schema.empty() : bare(live);
        try {
            new ApplyRun(type, ownable(writer.subresource()), schema.kind().apiVersion())
                    .update(before, after, managers, writer);
            managers.limitUpdaters(MOST_UPDATERS);
        } catch (MergeType.Misfit e) { // such an object has no owners, as in a real server
            return after;
        }
        return settled(live, withManagers(after, managers));
    }

    private Managers sent(@Nullable ObjectNode live, ObjectNode updated, Writer writer) {
        JsonNode own = managedFields(updated);
        if (writer.subresource().isEmpty()) {
            boolean reset =
                    own instanceof ArrayNode
                            && (own.isEmpty()
                                    ? isBuiltin()
                                    : own.size() == 1 && own.get(0).isEmpty());
            Managers managers = Managers.read(own);
            if (reset || !managers.isEmpty()) {
                return managers;
            }
        }
        return live == null ? new Managers() : Managers.read(managedFields(live));
    }

    private void requireFit(ObjectNode applied) throws PatchException {
        GroupVersionKind kind = GroupVersionKind.of(applied);
        if (!kind.equals(schema.kind())) {
            throw PatchException.malformed(
                    "invalid object type: %s, Kind=%s".formatted(kind.apiVersion(), kind.kind()));
        }
        if (applied.path("metadata").has("managedFields") && !managedFields(applied).isNull()) {
            throw PatchException.malformed("metadata.managedFields must be nil");
        }
    }

    private String describe(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return "%s/%s; %s, Kind=%s"
                .formatted(
                        metadata.path("namespace").asText(""),
                        metadata.path("name").asText(""),
                        schema.kind().apiVersion(),
                        schema.kind().kind());
    }

    private OwnableFields ownable(String subresource) {
        return OwnableFields.of(schema.kind(), isBuiltin(), hasStatus, subresource);
    }

    private boolean isBuiltin() {
        return BuiltinKinds.schema(schema.kind()).isPresent();
    }

    /** When nothing but time stamps differs, nothing differs. */
    private static ObjectNode settled(@Nullable ObjectNode live, ObjectNode result) {
        return live != null
                        && FieldValues.same(bare(live), bare(result))
                        && FieldValues.same(withoutTimes(live), withoutTimes(result))
                ? live.deepCopy()
                : result;
    }

    private static JsonNode withoutTimes(ObjectNode object) {
        JsonNode managed = managedFields(object).deepCopy();
        managed.forEach(e -> ((ObjectNode) e).remove("time"));
        return managed;
    }

    private static JsonNode managedFields(ObjectNode object) {
        return object.path("metadata").path("managedFields");
    }

    private static ObjectNode bare(ObjectNode object) {
        ObjectNode bare = object.deepCopy();
        if (bare.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return bare;
    }

    private static ObjectNode withManagers(ObjectNode object, Managers managers) {
        managers.ids().forEach(id -> strip(managers, id));
        managers.dropEmpty();
        if (!managers.isEmpty()) {
            ObjectNode metadata =
                    object.get("metadata") instanceof ObjectNode own
                            ? own
                            : object.putObject("metadata");
            metadata.set("managedFields", managers.toJson());
        }
        return object;
    }

    private static void strip(Managers managers, Managers.Id id) {
        Managers.Entry entry = managers.get(id);
        if (entry != null) {
            managers.put(id, entry.withFields(entry.fields().difference(NOBODYS)));
        }
    }
}
