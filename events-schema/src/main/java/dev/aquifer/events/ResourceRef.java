package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one resource of the control API, as {@code kind/namespace/name}: the key of desired events
 * and conditions. A cluster-scoped resource has the namespace {@code -}, which no namespace can be
 * called.
 */
public record ResourceRef(String kind, String namespace, String name)
        implements Comparable<ResourceRef> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final String CLUSTER_SCOPE = "-";

    public ResourceRef {
        if (kind.isEmpty() || kind.indexOf('/') >= 0) {
            throw new IllegalArgumentException("kind: '" + kind + "' is not a kind");
        }
        if (!namespace.equals(CLUSTER_SCOPE) && !NAME.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "namespace: '" + namespace + "' is not a namespace name");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: '" + name + "' is not a resource name");
        }
    }

    /** A resource that lives in no namespace, such as an InferenceCluster. */
    public static ResourceRef clusterScoped(String kind, String name) {
        return new ResourceRef(kind, CLUSTER_SCOPE, name);
    }

    /**
     * Reads {@code kind/namespace/name}. Throws IllegalArgumentException that quotes what is wrong.
     */
    @JsonCreator
    public static ResourceRef parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not kind/namespace/name");
        }
        return new ResourceRef(parts[0], parts[1], parts[2]);
    }

    /** The namespace as Kubernetes says it: null for a cluster-scoped resource. */
    public @Nullable String namespaceOrNull() {
        return namespace.equals(CLUSTER_SCOPE) ? null : namespace;
    }

    @Override
    public int compareTo(ResourceRef other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return kind + "/" + namespace + "/" + name;
    }
}
