package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of the client as values of the domain. */
final class Resources {
    private Resources() {}

    static ResourceRef ref(GenericKubernetesResource object) {
        var metadata = object.getMetadata();
        return metadata.getNamespace() == null
                ? ResourceRef.clusterScoped(object.getKind(), metadata.getName())
                : new ResourceRef(object.getKind(), metadata.getNamespace(), metadata.getName());
    }

    static Resource resource(GenericKubernetesResource object) {
        var metadata = object.getMetadata();
        var deleted = metadata.getDeletionTimestamp();
        return new Resource(
                ref(object),
                new Uid(metadata.getUid()),
                metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
                metadata.getResourceVersion(),
                orEmpty(metadata.getLabels()),
                orEmpty(metadata.getAnnotations()),
                orEmpty(metadata.getFinalizers()),
                owners(metadata),
                time(metadata.getCreationTimestamp()),
                deleted == null ? null : time(deleted),
                tree(object, "spec"),
                tree(object, "status"));
    }

    private static List<Resource.Owner> owners(ObjectMeta metadata) {
        return orEmpty(metadata.getOwnerReferences()).stream()
                .map(o -> new Resource.Owner(o.getKind(), o.getName(), new Uid(o.getUid())))
                .toList();
    }

    private static Instant time(@Nullable String text) {
        return text == null ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
    }

    @SuppressWarnings("unchecked") // JSON objects have no other keys than strings
    private static Map<String, Object> tree(GenericKubernetesResource object, String field) {
        return object.getAdditionalProperties().get(field) instanceof Map<?, ?> map
                ? (Map<String, Object>) map
                : Map.of();
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
