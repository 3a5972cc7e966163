package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a change of an object added, removed and modified, as paths. */
record Comparison(FieldSet added, FieldSet removed, FieldSet modified) {

    static Comparison between(JsonNode before, JsonNode after, MergeType type)
            throws MergeType.Misfit {
        Comparison comparison = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        comparison.visit(before, after, type, List.of());
        return comparison;
    }

    /** Without what lies outside of the fields that a kind of write may touch. */
    Comparison within(OwnableFields ownable) {
        return new Comparison(
                ownable.filter(added), ownable.filter(removed), ownable.filter(modified));
    }

    private void visit(
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            MergeType type,
            List<PathElement> path)
            throws MergeType.Misfit {
        MergeType.Shape left = type.shape(before);
        MergeType.Shape right = type.shape(after);
        boolean leaf;
        if (after == null) {
            leaf = walk(left, before, null, type, path);
        } else if (before == null || before.isNull() || left == right) {
            leaf = walk(right, before, after, type, path);
        } else {
            walk(left, before, after, type, path);
            leaf = walk(right, before, after, type, path);
        }
        if (!leaf && before == null) {
            added.insert(path);
        } else if (!leaf && after == null) {
            removed.insert(path);
        }
    }

    /** Walks one shape; whether the place is a leaf. */
    private boolean walk(
            MergeType.Shape shape,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            MergeType type,
            List<PathElement> path)
            throws MergeType.Misfit {
        boolean leaf =
                switch (shape) {
                    case SCALAR -> true;
                    case LIST -> type.atomicList() || (isEmpty(before) && isEmpty(after));
                    case MAP -> type.atomicMap() || (isEmpty(before) && isEmpty(after));
                };
        if (leaf) {
            compareLeaf(before, after, path);
        } else if (shape == MergeType.Shape.LIST) {
            visitItems(before, after, type, path);
        } else {
            visitFields(before, after, type, path);
        }
        return leaf;
    }

    private static boolean isEmpty(@Nullable JsonNode value) {
        return value == null || value.isEmpty();
    }

    private void compareLeaf(
            @Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        } else if (!FieldValues.same(before, after)) {
            modified.insert(path);
        }
    }

    private void visitFields(
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            MergeType type,
            List<PathElement> path)
            throws MergeType.Misfit {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode side : sides(before, after)) {
            side.fieldNames().forEachRemaining(names::add);
        }
        for (String name : names) {
            MergeType child = type.child(name);
            if (child != null) {
                visit(
                        before == null ? null : before.get(name),
                        after == null ? null : after.get(name),
                        child,
                        FieldSet.extended(path, new PathElement.Field(name)));
            }
        }
    }

    private static List<JsonNode> sides(@Nullable JsonNode before, @Nullable JsonNode after) {
        List<JsonNode> sides = new ArrayList<>();
        if (before != null) {
            sides.add(before);
        }
        if (after != null) {
            sides.add(after);
        }
        return sides;
    }

    private void visitItems(
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            MergeType type,
            List<PathElement> path)
            throws MergeType.Misfit {
        Map<PathElement, List<JsonNode>> left = byName(before, type);
        Map<PathElement, List<JsonNode>> right = byName(after, type);
        Set<PathElement> names = new LinkedHashSet<>(left.keySet());
        names.addAll(right.keySet());
        for (PathElement name : names) {
            List<JsonNode> old = left.getOrDefault(name, List.of());
            List<JsonNode> now = right.getOrDefault(name, List.of());
            List<PathElement> below = FieldSet.extended(path, name);
            if (old.size() <= 1 && now.size() <= 1) {
                visit(first(old), first(now), type.items(), below);
            } else if (old.size() >= 2 && now.size() >= 2) {
                if (!old.equals(now)) {
                    modified.insert(below);
                }
            } else {
                visitDuplicates(old, now, type, below);
            }
        }
    }

    private void visitDuplicates(
            List<JsonNode> old, List<JsonNode> now, MergeType type, List<PathElement> path)
            throws MergeType.Misfit {
        if (old.size() >= 2) {
            if (!now.isEmpty()) {
                visit(null, now.getFirst(), type.items(), path);
            }
            removed.insert(path);
        } else {
            if (!old.isEmpty()) {
                visit(old.getFirst(), null, type.items(), path);
            }
            added.insert(path);
        }
    }

    private static @Nullable JsonNode first(List<JsonNode> items) {
        return items.isEmpty() ? null : items.getFirst();
    }

    private static Map<PathElement, List<JsonNode>> byName(@Nullable JsonNode list, MergeType type)
            throws MergeType.Misfit {
        Map<PathElement, List<JsonNode>> byName = new LinkedHashMap<>();
        if (list != null) {
            List<PathElement> names = FieldSets.names(list, type);
            for (int i = 0; i < names.size(); i++) {
                byName.computeIfAbsent(names.get(i), n -> new ArrayList<>()).add(list.get(i));
            }
        }
        return byName;
    }
}
