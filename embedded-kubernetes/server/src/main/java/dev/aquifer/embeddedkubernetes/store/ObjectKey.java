package dev.aquifer.embeddedkubernetes.store;

import java.util.Comparator;

/**
 * Where one object is kept.
 *
 * @param namespace empty for what belongs to the whole cluster
 */
public record ObjectKey(ResourceName resource, String namespace, String name) {

    /** The order of lists: by namespace, then by name. */
    static final Comparator<ObjectKey> LIST_ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);
}
