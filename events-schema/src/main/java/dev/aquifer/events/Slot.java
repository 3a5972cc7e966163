package dev.aquifer.events;

/**
 * The place that a fact fills: the newest fact of a slot supersedes older ones. Its text is the
 * Kafka key; the partition follows from {@code partition} alone, so that all facts of one resource
 * (or all Works of one cluster) are in one order.
 *
 * @param partition the resource as {@code kind/namespace/name}, or the cluster's name for Works
 * @param remainder the facet and where it applies, parted by slashes; empty when a resource has
 *     just one such slot
 */
public record Slot(String partition, String remainder) {

    /** A facet of a resource, where {@code where} says for which cluster, user or replica. */
    public static Slot of(ResourceRef resource, String... facetAndWhere) {
        return new Slot(resource.toString(), String.join("/", facetAndWhere));
    }

    /** The slot of a Work: all that is wanted and seen of it. */
    public static Slot of(ClusterName cluster, WorkId work) {
        return new Slot(cluster.value(), work.value());
    }

    @Override
    public String toString() {
        return remainder.isEmpty() ? partition : partition + "/" + remainder;
    }
}
