package dev.aquifer.cluster.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of an object we decide: the live values at the places that the manifest names. Its hash,
 * taken right after an apply, is what drift is measured against; so the cluster's own defaults and
 * spellings (1000m becomes 1) are no drift, and an edit of what we decide is. An empty map or list
 * is as good as none: who writes an object back by types leaves them out.
 */
public final class Projection {
    private Projection() {}

    /** A hash of all that a manifest says. */
    public static String hash(ObjectTree manifest) {
        return Ownership.sha256(write(manifest.root()));
    }

    /** A hash of the live object's values at the manifest's places. */
    public static String hash(ObjectTree manifest, ObjectTree live) {
        return Ownership.sha256(write(project(manifest.root(), live.root())));
    }

    private static Object project(Object wanted, Object live) {
        if (wanted instanceof Map<?, ?> fields && live instanceof Map<?, ?> liveFields) {
            var projected = new TreeMap<String, Object>();
            fields.forEach(
                    (name, value) -> {
                        var there = liveFields.get(name);
                        if (there != null && value != null) {
                            var decided = project(value, there);
                            if (!isEmpty(decided)) {
                                projected.put(String.valueOf(name), decided);
                            }
                        }
                    });
            return projected;
        }
        if (wanted instanceof List<?> items && live instanceof List<?> liveItems) {
            if (items.stream().noneMatch(Map.class::isInstance)) {
                return liveItems;
            }
            var projected = new ArrayList<>();
            for (int i = 0; i < items.size() && i < liveItems.size(); i++) {
                projected.add(project(items.get(i), liveItems.get(i)));
            }
            return projected;
        }
        return live;
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }

    /** A text that is equal for equal values, whatever the order of their fields. */
    private static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, String>();
                map.forEach((k, v) -> sorted.put(quoted(String.valueOf(k)), writeNullable(v)));
                yield sorted.toString();
            }
            case List<?> list -> list.stream().map(Projection::writeNullable).toList().toString();
            case String text -> quoted(text);
            default -> String.valueOf(value);
        };
    }

    private static String writeNullable(@Nullable Object value) {
        return value == null ? "null" : write(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
