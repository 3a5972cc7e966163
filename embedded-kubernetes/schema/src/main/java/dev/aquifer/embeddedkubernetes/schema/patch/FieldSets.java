package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which paths an object mentions, after checking that its schema has a place for each. */
final class FieldSets {
    private FieldSets() {}

    /** Every leaf of the object, and every item and map entry on the way. */
    static FieldSet of(JsonNode object, MergeType type) throws MergeType.Misfit {
        FieldSet set = new FieldSet();
        collect(object, type, List.of(), set);
        return set;
    }

    private static void collect(
            JsonNode value, MergeType type, List<PathElement> path, FieldSet set)
            throws MergeType.Misfit {
        switch (type.shape(value)) {
            case SCALAR -> set.insert(path);
            case LIST -> {
                if (type.atomicList()) {
                    set.insert(path);
                } else if (value.isArray()) {
                    collectItems(value, type, path, set);
                }
            }
            case MAP -> {
                if (type.atomicMap()) {
                    set.insert(path);
                } else if (value.isObject()) {
                    collectFields(value, type, path, set);
                }
            }
        }
    }

    private static void collectItems(
            JsonNode list, MergeType type, List<PathElement> path, FieldSet set)
            throws MergeType.Misfit {
        Set<PathElement> seen = new HashSet<>();
        Set<PathElement> duplicates = new HashSet<>();
        List<PathElement> names = names(list, type);
        names.stream().filter(n -> !seen.add(n)).forEach(duplicates::add);
        for (int i = 0; i < names.size(); i++) {
            List<PathElement> below = FieldSet.extended(path, names.get(i));
            if (!duplicates.contains(names.get(i))) {
                collect(list.get(i), type.items(), below, set);
            }
            set.insert(below);
        }
    }

    private static void collectFields(
            JsonNode object, MergeType type, List<PathElement> path, FieldSet set)
            throws MergeType.Misfit {
        for (var field : object.properties()) {
            List<PathElement> below =
                    FieldSet.extended(path, new PathElement.Field(field.getKey()));
            MergeType child = type.child(field.getKey());
            JsonNode value = field.getValue();
            if (child != null) {
                collect(value, child, below, set);
            }
            if (value.isNull()
                    || (value.isObject() && value.isEmpty())
                    || !type.declares(field.getKey())) {
                set.insert(below);
            }
        }
    }

    static List<PathElement> names(JsonNode list, MergeType type) throws MergeType.Misfit {
        List<PathElement> names = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            names.add(type.nameOf(list.get(i), i));
        }
        return names;
    }

    /**
     * Refuses fields without a place, values of a wrong type and, unless allowed, items of the same
     * name.
     */
    static void check(JsonNode value, MergeType type, boolean allowDuplicates)
            throws MergeType.Misfit {
        switch (type.shape(value)) {
            case SCALAR -> {
                String problem = type.scalarProblem(value);
                if (problem != null) {
                    throw new MergeType.Misfit(problem);
                }
            }
            case LIST -> {
                if (!value.isArray() && !value.isNull()) {
                    throw new MergeType.Misfit("expected list, got " + "&{" + value.asText() + "}");
                }
                checkItems(value, type, allowDuplicates);
            }
            case MAP -> {
                if (!value.isObject() && !value.isNull()) {
                    throw new MergeType.Misfit("expected map, got " + "&{" + value.asText() + "}");
                }
                checkFields(value, type, allowDuplicates);
            }
        }
    }

    private static void checkItems(JsonNode list, MergeType type, boolean allowDuplicates)
            throws MergeType.Misfit {
        Set<PathElement> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            PathElement name = type.nameOf(list.get(i), i);
            if (!seen.add(name) && !allowDuplicates) {
                throw new MergeType.Misfit("duplicate entries for key " + name);
            }
            checkBelow(list.get(i), type.items(), allowDuplicates, name);
        }
    }

    private static void checkFields(JsonNode object, MergeType type, boolean allowDuplicates)
            throws MergeType.Misfit {
        for (var field : object.properties()) {
            PathElement name = new PathElement.Field(field.getKey());
            MergeType child = type.child(field.getKey());
            if (child == null) {
                throw new MergeType.Misfit("field not declared in schema").below(name);
            }
            checkBelow(field.getValue(), child, allowDuplicates, name);
        }
    }

    private static void checkBelow(
            JsonNode value, MergeType type, boolean allowDuplicates, PathElement name)
            throws MergeType.Misfit {
        try {
            check(value, type, allowDuplicates);
        } catch (MergeType.Misfit e) {
            throw e.below(name);
        }
    }
}
