package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Use;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A request to mount a cache that stands.
 *
 * @param granted what was granted, of which life of the cache; null while refused
 */
public record UseRow(
        ResourceRef cache,
        ClusterName cluster,
        Subject user,
        String correlationId,
        @Nullable Grant granted) {

    /** What was granted. */
    public record Grant(Subject cache, Use.Granted use) {}

    /** The same with a grant. */
    public UseRow granted(Grant grant) {
        return new UseRow(cache, cluster, user, correlationId, grant);
    }
}
