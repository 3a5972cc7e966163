package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The way from client-side to server-side apply: what kubectl's annotation says it applied before
 * is no conflict for kubectl.
 */
final class LastApplied {
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";

    private LastApplied() {}

    static ObjectNode apply(
            ApplyRun run,
            ObjectNode live,
            ObjectNode applied,
            Managers managers,
            FieldManagement.Writer writer,
            boolean force)
            throws MergeType.Misfit, ApplyConflict {
        JsonNode before = managers.toJson();
        try {
            return run.apply(live, applied, managers, writer.applier(), force);
        } catch (ApplyConflict e) {
            String annotation = annotation(live);
            if (!writer.manager().equals(KUBECTL) || annotation.isEmpty()) {
                throw e;
            }
            Managers untouched = Managers.read(before);
            Map<Managers.Id, FieldSet> remaining = new TreeMap<>(Conflicts.ORDER);
            FieldSet allowed = allowed(run.type(), live, annotation);
            e.fields().forEach((id, fields) -> putIfAny(remaining, id, fields.difference(allowed)));
            if (!remaining.isEmpty()) {
                throw Conflicts.describe(remaining);
            }
            managers.ids().forEach(managers::remove);
            untouched.ids().forEach(id -> copy(untouched, managers, id));
            return run.apply(live, applied, managers, writer.applier(), true);
        }
    }

    private static void putIfAny(Map<Managers.Id, FieldSet> map, Managers.Id id, FieldSet fields) {
        if (!fields.isEmpty()) {
            map.put(id, fields);
        }
    }

    private static void copy(Managers from, Managers to, Managers.Id id) {
        Managers.Entry entry = from.get(id);
        if (entry != null) {
            to.put(id, entry);
        }
    }

    private static FieldSet allowed(MergeType type, ObjectNode live, String annotation)
            throws MergeType.Misfit {
        JsonNode last;
        try {
            last = PathElement.Text.parse(annotation);
        } catch (IllegalArgumentException e) {
            return new FieldSet();
        }
        Comparison changes = Comparison.between(last, live, type);
        return FieldSets.of(last, type)
                .difference(changes.modified())
                .difference(changes.added())
                .difference(changes.removed());
    }

    /**
     * Keeps the annotation of a kubectl that applies on the server up to date, where there is one.
     */
    static void refresh(ObjectNode result, ObjectNode applied, FieldManagement.Writer writer) {
        if (!writer.manager().equals(KUBECTL) || annotation(result).isEmpty()) {
            return;
        }
        ObjectNode config = applied.deepCopy();
        if (config.path("metadata").get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(ANNOTATION);
            if (annotations.isEmpty()) {
                ((ObjectNode) config.path("metadata")).remove("annotations");
            }
        }
        ((ObjectNode) result.path("metadata").path("annotations"))
                .put(ANNOTATION, PathElement.Text.sorted(config) + "\n");
    }

    private static String annotation(ObjectNode object) {
        return object.path("metadata").path("annotations").path(ANNOTATION).asText("");
    }
}
