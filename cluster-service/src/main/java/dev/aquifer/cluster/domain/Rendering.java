package dev.aquifer.cluster.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a requester wrote, with our marks put in. Done once, when a Work is requested, and stored: a
 * later release that would do it differently changes nothing that runs.
 */
public final class Rendering {
    private static final List<List<String>> POD_TEMPLATES =
            List.of(
                    List.of("spec", "template"),
                    List.of("spec", "leaderWorkerTemplate", "leaderTemplate"),
                    List.of("spec", "leaderWorkerTemplate", "workerTemplate"));

    private Rendering() {}

    /** The manifest with labels, annotations and namespace. Throws IllegalArgumentException. */
    public static ObjectTree of(ObjectTree manifest, Ownership ownership) {
        var ref = manifest.ref();
        if (ref.apiVersion().isEmpty() || ref.kind().isEmpty() || ref.name().isEmpty()) {
            throw new IllegalArgumentException(
                    "a manifest needs apiVersion, kind and metadata.name; this is " + ref);
        }
        var root = copy(manifest.root());
        root.remove("status");
        var metadata = child(root, "metadata");
        metadata.keySet().retainAll(List.of("name", "namespace", "labels", "annotations"));
        child(metadata, "labels").putAll(ownership.labels());
        child(metadata, "annotations").putAll(ownership.annotations());
        for (var path : POD_TEMPLATES) {
            markTemplate(root, path, ownership);
        }
        return new ObjectTree(root);
    }

    private static void markTemplate(
            Map<String, Object> root, List<String> path, Ownership ownership) {
        if (!(new ObjectTree(root).at(path.toArray(String[]::new)).orElse(null)
                        instanceof Map<?, ?> template)
                || !(template.get("spec") instanceof Map)) {
            return;
        }
        var here = root;
        for (var step : path) {
            here = child(here, step);
        }
        var labels = child(child(here, "metadata"), "labels");
        ownership.labels().forEach(labels::putIfAbsent);
    }

    /** The map of that name, made when missing, replaced when it is something else. */
    @SuppressWarnings("unchecked") // copies of JSON objects have text keys
    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        if (!(parent.get(name) instanceof Map)) {
            parent.put(name, new LinkedHashMap<String, Object>());
        }
        return (Map<String, Object>) parent.get(name);
    }

    /** The same with the namespace of the Work, for a kind that lives in namespaces. */
    public static ObjectTree inNamespace(ObjectTree object, String namespace) {
        if (!object.text("metadata", "namespace").isEmpty()) {
            return object;
        }
        var root = copy(object.root());
        child(root, "metadata").put("namespace", namespace);
        return new ObjectTree(root);
    }

    /** A copy that can be changed; what is null in JSON is left out, as an apply takes it. */
    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach(
                (key, value) -> {
                    if (value != null) {
                        copy.put(String.valueOf(key), copyValue(value));
                    }
                });
        return copy;
    }

    private static Object copyValue(Object value) {
        return switch (value) {
            case Map<?, ?> map -> copy(map);
            case List<?> list ->
                    new ArrayList<>(
                            list.stream()
                                    .filter(Objects::nonNull)
                                    .map(Rendering::copyValue)
                                    .toList());
            default -> value;
        };
    }
}
