package dev.aquifer.cluster.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.events.wire.EventCodec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of the client and JSON as values of the domain. */
final class Trees {
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Trees() {}

    /** A JSON object; empty for anything else. */
    static ObjectTree parse(@Nullable String json) {
        if (json == null || json.isBlank()) {
            return ObjectTree.EMPTY;
        }
        try {
            return new ObjectTree(EventCodec.JSON.readValue(json, MAP));
        } catch (JsonProcessingException e) {
            return ObjectTree.EMPTY;
        }
    }

    /** What an object of that name is, and nothing of what it holds. */
    static ObjectTree withoutContent(ObjectTree object, ObjectRef ref) {
        return new ObjectTree(
                Map.of(
                        "apiVersion",
                        ref.apiVersion(),
                        "kind",
                        ref.kind(),
                        "metadata",
                        object.part("metadata").root()));
    }

    static String write(ObjectTree tree) {
        try {
            return EventCodec.JSON.writeValueAsString(tree.root());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of JSON can be written", e);
        }
    }

    /** A cached object, without what is of no use here (managed fields above all). */
    static ObjectTree of(GenericKubernetesResource resource) {
        var root = new LinkedHashMap<String, Object>();
        put(root, "apiVersion", resource.getApiVersion());
        put(root, "kind", resource.getKind());
        root.put("metadata", metadata(resource.getMetadata()));
        root.putAll(resource.getAdditionalProperties());
        return new ObjectTree(root);
    }

    private static Map<String, Object> metadata(ObjectMeta meta) {
        var map = new LinkedHashMap<String, Object>();
        put(map, "name", meta.getName());
        put(map, "namespace", meta.getNamespace());
        put(map, "uid", meta.getUid());
        put(map, "resourceVersion", meta.getResourceVersion());
        put(map, "generation", meta.getGeneration());
        put(map, "creationTimestamp", meta.getCreationTimestamp());
        put(map, "deletionTimestamp", meta.getDeletionTimestamp());
        put(map, "labels", meta.getLabels());
        put(map, "annotations", meta.getAnnotations());
        put(map, "ownerReferences", owners(meta.getOwnerReferences()));
        return map;
    }

    private static List<Map<String, String>> owners(@Nullable List<OwnerReference> owners) {
        return owners == null
                ? List.of()
                : owners.stream()
                        .map(
                                o ->
                                        Map.of(
                                                "kind",
                                                o.getKind(),
                                                "name",
                                                o.getName(),
                                                "uid",
                                                o.getUid()))
                        .toList();
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
