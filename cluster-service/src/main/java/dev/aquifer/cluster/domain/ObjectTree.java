package dev.aquifer.cluster.domain;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Kubernetes object, or a part of one, as plain maps and lists. Others wrote it: reading what is
 * not there, or is of another shape, gives nothing and never throws.
 */
public record ObjectTree(Map<String, Object> root) {
    /** A tree without anything in it. */
    public static final ObjectTree EMPTY = new ObjectTree(Map.of());

    /** The value at a path. */
    public Optional<Object> at(String... path) {
        Object here = root;
        for (var step : path) {
            if (!(here instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            here = map.get(step);
        }
        return Optional.ofNullable(here);
    }

    /** The text at a path; numbers and booleans as they are written; empty when there is none. */
    public String text(String... path) {
        return at(path).filter(v -> !(v instanceof Map || v instanceof List))
                .map(String::valueOf)
                .orElse("");
    }

    /** The whole number at a path, also when it is written as text. */
    public long number(long otherwise, String... path) {
        return at(path).map(
                        value ->
                                switch (value) {
                                    case Number n -> n.longValue();
                                    case String s -> parsed(s, otherwise);
                                    default -> otherwise;
                                })
                .orElse(otherwise);
    }

    private static long parsed(String text, long otherwise) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Whether the value at a path is true. */
    public boolean isTrue(String... path) {
        return text(path).equals("true");
    }

    /** The time at a path. */
    public Optional<Instant> time(String... path) {
        var text = text(path);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The part at a path; empty when there is none. */
    public ObjectTree part(String... path) {
        return at(path).map(ObjectTree::of).orElse(EMPTY);
    }

    /** The parts of the list at a path. */
    public List<ObjectTree> list(String... path) {
        var parts = new ArrayList<ObjectTree>();
        if (at(path).orElse(null) instanceof List<?> list) {
            list.forEach(item -> parts.add(of(item)));
        }
        return parts;
    }

    /** The names and texts of the map at a path, such as labels. */
    public Map<String, String> texts(String... path) {
        var texts = new LinkedHashMap<String, String>();
        if (at(path).orElse(null) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /** The condition of that type. */
    public Optional<ObjectTree> condition(String type) {
        return list("status", "conditions").stream()
                .filter(condition -> condition.text("type").equals(type))
                .findFirst();
    }

    private static ObjectTree of(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return EMPTY;
        }
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), item));
        return new ObjectTree(copy);
    }

    /** Names this object. */
    public ObjectRef ref() {
        return new ObjectRef(
                text("apiVersion"),
                text("kind"),
                text("metadata", "namespace"),
                text("metadata", "name"));
    }

    /** The life of its name. */
    public String uid() {
        return text("metadata", "uid");
    }

    /** The write that was seen. */
    public String resourceVersion() {
        return text("metadata", "resourceVersion");
    }

    /** Whether its deletion was asked for. */
    public boolean isDeleting() {
        return !text("metadata", "deletionTimestamp").isEmpty();
    }

    /** A label's value; empty when there is none. */
    public String label(String name) {
        return text("metadata", "labels", name);
    }

    /** An annotation's value; empty when there is none. */
    public String annotation(String name) {
        return text("metadata", "annotations", name);
    }
}
