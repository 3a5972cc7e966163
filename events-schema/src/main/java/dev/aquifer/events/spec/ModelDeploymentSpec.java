package dev.aquifer.events.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is to be served by so many replicas.
 *
 * @param replicas each on a cluster of its own
 * @param clusterSelector which clusters; null for all
 * @param workers how a replica is made of pods
 * @param engine the container of the older dialect; exactly one of it and workers.template is set
 * @param caches to mount, at most one
 */
public record ModelDeploymentSpec(
        int replicas,
        @Nullable Selector clusterSelector,
        Workers workers,
        @Nullable Engine engine,
        @Nullable List<CacheName> caches) {

    /** The clusters it may be placed on. */
    public Selector clusters() {
        return clusterSelector == null ? Selector.ALL : clusterSelector;
    }

    /** Names of the caches to mount. */
    public List<String> cacheNames() {
        return caches == null ? List.of() : caches.stream().map(CacheName::name).toList();
    }

    /** A ModelCache of the same namespace. */
    public record CacheName(String name) {}

    /** The engine of the older dialect. */
    public record Engine(
            String image,
            @Nullable List<String> args,
            @Nullable List<JsonNode> env,
            @Nullable List<Workers.SecretName> imagePullSecrets) {}
}
