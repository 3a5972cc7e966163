package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, kept as a tree: {@code members} are in the set, {@code children} lead to deeper
 * ones. The operations return new sets.
 */
final class FieldSet {
    private final SortedSet<PathElement> members = new TreeSet<>();
    private final SortedMap<PathElement, FieldSet> children = new TreeMap<>();

    /** Puts a path in; the empty one, the object itself, is nobody's. */
    void insert(List<PathElement> path) {
        if (path.isEmpty()) {
            return;
        }
        FieldSet at = this;
        for (PathElement step : path.subList(0, path.size() - 1)) {
            at = at.children.computeIfAbsent(step, s -> new FieldSet());
        }
        at.members.add(path.getLast());
    }

    static FieldSet of(String... fields) {
        FieldSet set = new FieldSet();
        for (String path : fields) {
            List<PathElement> steps = new ArrayList<>();
            for (String field : path.split("\\.")) {
                steps.add(new PathElement.Field(field));
            }
            set.insert(steps);
        }
        return set;
    }

    boolean isEmpty() {
        return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    boolean hasMember(PathElement step) {
        return members.contains(step);
    }

    boolean has(List<PathElement> path) {
        FieldSet at = this;
        for (PathElement step : path.subList(0, path.size() - 1)) {
            at = at.below(step);
        }
        return at.members.contains(path.getLast());
    }

    /** What lies below a step; empty when nothing does. */
    FieldSet below(PathElement step) {
        FieldSet child = children.get(step);
        return child == null ? new FieldSet() : child;
    }

    FieldSet union(FieldSet other) {
        FieldSet result = new FieldSet();
        result.members.addAll(members);
        result.members.addAll(other.members);
        result.children.putAll(children);
        other.children.forEach(
                (step, child) -> result.children.merge(step, child, FieldSet::union));
        return result;
    }

    FieldSet intersection(FieldSet other) {
        FieldSet result = new FieldSet();
        result.members.addAll(members);
        result.members.retainAll(other.members);
        children.forEach((step, child) -> result.put(step, child.intersection(other.below(step))));
        return result;
    }

    FieldSet difference(FieldSet other) {
        FieldSet result = new FieldSet();
        result.members.addAll(members);
        result.members.removeAll(other.members);
        children.forEach((step, child) -> result.put(step, child.difference(other.below(step))));
        return result;
    }

    /** As {@link #difference}, and without everything below what the other set has. */
    FieldSet recursiveDifference(FieldSet other) {
        FieldSet result = new FieldSet();
        result.members.addAll(members);
        result.members.removeAll(other.members);
        children.forEach(
                (step, child) -> {
                    if (!other.members.contains(step)) {
                        result.put(step, child.recursiveDifference(other.below(step)));
                    }
                });
        return result;
    }

    /** Only what is one of these top fields or lies below one. */
    FieldSet onlyBelow(List<String> fields) {
        FieldSet result = new FieldSet();
        for (String name : fields) {
            PathElement step = new PathElement.Field(name);
            if (members.contains(step)) {
                result.members.add(step);
            }
            result.put(step, below(step));
        }
        return result;
    }

    /** The set with each struct field on the way to a member made a member itself. */
    FieldSet withNamedFields(@Nullable MergeType type) {
        FieldSet result = new FieldSet();
        result.members.addAll(members);
        children.forEach(
                (step, child) -> {
                    if (step instanceof PathElement.Field field
                            && type != null
                            && type.declares(field.name())) {
                        result.members.add(step);
                    }
                    result.put(step, child.withNamedFields(type == null ? null : type.step(step)));
                });
        return result;
    }

    void forEach(Consumer<List<PathElement>> action) {
        visit(List.of(), action);
    }

    private void visit(List<PathElement> prefix, Consumer<List<PathElement>> action) {
        members.forEach(step -> action.accept(extended(prefix, step)));
        children.forEach((step, child) -> child.visit(extended(prefix, step), action));
    }

    static List<PathElement> extended(List<PathElement> path, PathElement step) {
        List<PathElement> longer = new ArrayList<>(path.size() + 1);
        longer.addAll(path);
        longer.add(step);
        return longer;
    }

    /** As {@code fieldsV1} holds it. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        SortedSet<PathElement> steps = new TreeSet<>(members);
        children.forEach((step, child) -> addIf(steps, step, !child.isEmpty()));
        for (PathElement step : steps) {
            ObjectNode below = below(step).toJson();
            ObjectNode entry = json.objectNode();
            if (!below.isEmpty() && members.contains(step)) {
                entry.putObject(".");
            }
            json.set(step.serialized(), entry.setAll(below));
        }
        return json;
    }

    private static void addIf(SortedSet<PathElement> steps, PathElement step, boolean wanted) {
        if (wanted) {
            steps.add(step);
        }
    }

    static FieldSet fromJson(JsonNode json) {
        FieldSet set = new FieldSet();
        for (var entry : json.properties()) {
            if (!entry.getKey().equals(".")) {
                PathElement step = PathElement.parse(entry.getKey());
                if (entry.getValue().isEmpty() || entry.getValue().has(".")) {
                    set.members.add(step);
                }
                set.put(step, fromJson(entry.getValue()));
            }
        }
        return set;
    }

    private void put(PathElement step, FieldSet child) {
        if (!child.isEmpty()) {
            children.put(step, child);
        }
    }

    FieldSet copy() {
        return union(new FieldSet());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set
                && difference(set).isEmpty()
                && set.difference(this).isEmpty();
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
