package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The merge of one write with the record of owners; changes the record it is given. */
final class ApplyRun {
    /** Stands for the writer while a write is compared with what others own. */
    private static final Managers.Id SELF = new Managers.Id("current-operation", "", "", "");

    private final MergeType type;
    private final OwnableFields ownable;
    private final String apiVersion;

    ApplyRun(MergeType type, OwnableFields ownable, String apiVersion) {
        this.type = type;
        this.ownable = ownable;
        this.apiVersion = apiVersion;
    }

    MergeType type() {
        return type;
    }

    /** Makes the writer the owner of what changed between two objects. */
    void update(
            ObjectNode before, ObjectNode after, Managers managers, FieldManagement.Writer writer)
            throws MergeType.Misfit {
        Comparison changes = Comparison.between(before, after, type).within(ownable);
        takeFromOthers(changes, managers, SELF);
        FieldSet own = ownable.filter(changes.modified().union(changes.added()));
        if (!own.isEmpty()) {
            Managers.Id id = writer.updater(apiVersion);
            managers.put(
                    id,
                    new Managers.Entry(
                            own.union(managers.fields(id)),
                            apiVersion,
                            Managers.time(writer.time())));
        }
    }

    /**
     * Lays what is applied over the live object, and makes the applier the owner of all it says.
     */
    ObjectNode apply(
            ObjectNode live,
            ObjectNode applied,
            Managers managers,
            Managers.Id applier,
            boolean force)
            throws MergeType.Misfit, ApplyConflict {
        JsonNode merged = orEmpty(ObjectMerge.merge(live, applied, type));
        FieldSet last = managers.fields(applier);
        Managers.Entry previous = managers.get(applier);
        FieldSet now = ownable.filter(FieldSets.of(applied, type));
        managers.put(
                applier,
                new Managers.Entry(now, apiVersion, previous == null ? "" : previous.time()));
        JsonNode kept = last.isEmpty() ? merged : withoutAbandoned(merged, managers, last);
        Comparison changes = Comparison.between(live, kept, type).within(ownable);
        Map<Managers.Id, FieldSet> conflicts = conflicts(changes, managers, applier);
        if (!force && !conflicts.isEmpty()) {
            throw Conflicts.describe(conflicts);
        }
        takeFromOthers(changes, managers, applier);
        return (ObjectNode) kept;
    }

    void stamp(Managers managers, Managers.Id id, Instant time) {
        Managers.Entry entry = managers.get(id);
        if (entry != null) {
            managers.put(
                    id,
                    new Managers.Entry(entry.fields(), entry.apiVersion(), Managers.time(time)));
        }
    }

    private static Map<Managers.Id, FieldSet> conflicts(
            Comparison changes, Managers managers, Managers.Id writer) {
        Map<Managers.Id, FieldSet> conflicts = new TreeMap<>(Conflicts.ORDER);
        FieldSet touched = changes.modified().union(changes.added());
        for (Managers.Id id : managers.ids()) {
            FieldSet both = managers.fields(id).intersection(touched);
            if (!id.equals(writer) && !both.isEmpty()) {
                conflicts.put(id, both);
            }
        }
        return conflicts;
    }

    private static void takeFromOthers(Comparison changes, Managers managers, Managers.Id writer) {
        FieldSet gone = changes.modified().union(changes.added()).union(changes.removed());
        for (Managers.Id id : managers.ids()) {
            Managers.Entry entry = managers.get(id);
            if (entry != null && !id.equals(writer)) {
                managers.put(id, entry.withFields(entry.fields().difference(gone)));
            }
        }
        managers.dropEmpty();
    }

    /** What the applier said last time, does not say now, and nobody else owns, goes. */
    private JsonNode withoutAbandoned(JsonNode merged, Managers managers, FieldSet last)
            throws MergeType.Misfit {
        FieldSet lastNamed = last.withNamedFields(type);
        FieldSet mergedSet = FieldSets.of(merged, type).withNamedFields(type);
        FieldSet prunedSet = setOf(remove(merged, lastNamed));
        FieldSet keep = prunedSet.union(managers.all().withNamedFields(type));
        FieldSet backSet = setOf(remove(merged, mergedSet.difference(keep)));
        return remove(merged, mergedSet.difference(backSet).intersection(lastNamed));
    }

    private FieldSet setOf(JsonNode object) throws MergeType.Misfit {
        return FieldSets.of(object, type).withNamedFields(type);
    }

    private JsonNode remove(JsonNode object, FieldSet gone) throws MergeType.Misfit {
        return orEmpty(ObjectMerge.remove(object, gone, type));
    }

    private static JsonNode orEmpty(@Nullable JsonNode object) {
        return object == null ? JsonNodeFactory.instance.objectNode() : object;
    }
}
