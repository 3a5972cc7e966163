package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The record of who owns which fields, as {@code metadata.managedFields} holds it. */
final class Managers {

    /** Who owned: appliers are the same whatever version they applied. */
    record Id(String manager, String operation, String apiVersion, String subresource) {

        static Id of(JsonNode entry) {
            String operation = entry.path("operation").asText("");
            return new Id(
                    entry.path("manager").asText(""),
                    operation,
                    operation.equals(APPLY) ? "" : entry.path("apiVersion").asText(""),
                    entry.path("subresource").asText(""));
        }

        boolean applies() {
            return operation.equals(APPLY);
        }
    }

    /** What one manager owns, in which version, and since when. */
    record Entry(FieldSet fields, String apiVersion, String time) {

        Entry withFields(FieldSet other) {
            return new Entry(other, apiVersion, time);
        }
    }

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    private final Map<Id, Entry> entries = new HashMap<>();

    /** Reads the record; nothing when it cannot be read. */
    static Managers read(JsonNode managedFields) {
        Managers managers = new Managers();
        try {
            for (JsonNode entry : managedFields) {
                if (!entry.path("fieldsType").asText("").equals("FieldsV1")) {
                    return new Managers();
                }
                managers.entries.put(
                        Id.of(entry),
                        new Entry(
                                FieldSet.fromJson(entry.path("fieldsV1")),
                                entry.path("apiVersion").asText(""),
                                entry.path("time").asText("")));
            }
        } catch (
                IllegalArgumentException
                        e) { // a client wrote something into it that is no field set
            return new Managers();
        }
        return managers;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<Id> ids() {
        return List.copyOf(entries.keySet());
    }

    @Nullable Entry get(Id id) {
        return entries.get(id);
    }

    FieldSet fields(Id id) {
        Entry entry = entries.get(id);
        return entry == null ? new FieldSet() : entry.fields();
    }

    void put(Id id, Entry entry) {
        entries.put(id, entry);
    }

    void remove(Id id) {
        entries.remove(id);
    }

    void dropEmpty() {
        entries.values().removeIf(e -> e.fields().isEmpty());
    }

    /** Everything that anybody owns. */
    FieldSet all() {
        return entries.values().stream().map(Entry::fields).reduce(new FieldSet(), FieldSet::union);
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As an object's metadata holds it: updates after applies, the older first. */
    ArrayNode toJson() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        entries.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<Id, Entry> e) -> e.getKey().operation())
                                .thenComparing(e -> e.getValue().time())
                                .thenComparing(e -> e.getKey().manager())
                                .thenComparing(e -> e.getValue().apiVersion())
                                .thenComparing(e -> e.getKey().subresource()))
                .forEach(e -> list.add(toJson(e.getKey(), e.getValue())));
        return list;
    }

    private static ObjectNode toJson(Id id, Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("manager", id.manager());
        json.put("operation", id.operation());
        json.put("apiVersion", entry.apiVersion());
        if (!entry.time().isEmpty()) {
            json.put("time", entry.time());
        }
        json.put("fieldsType", "FieldsV1");
        json.set("fieldsV1", entry.fields().toJson());
        if (!id.subresource().isEmpty()) {
            json.put("subresource", id.subresource());
        }
        return json;
    }

    /** Folds the oldest updaters into one entry when there are too many. */
    void limitUpdaters(int most) {
        List<Map.Entry<Id, Entry>> updaters =
                entries.entrySet().stream()
                        .filter(e -> !e.getKey().applies())
                        .sorted(
                                Comparator.comparing(
                                                (Map.Entry<Id, Entry> e) -> e.getValue().time())
                                        .thenComparing(e -> e.getKey().manager()))
                        .toList();
        int over = updaters.size() - most;
        if (over <= 0) {
            return;
        }
        FieldSet merged = new FieldSet();
        Entry last = updaters.getFirst().getValue();
        for (Map.Entry<Id, Entry> old : updaters.subList(0, over + 1)) {
            merged = merged.union(old.getValue().fields());
            last = old.getValue();
            entries.remove(old.getKey());
        }
        entries.put(
                new Id("ancient-changes", UPDATE, last.apiVersion(), ""), last.withFields(merged));
    }
}
