package dev.aquifer.sandbox.launcher;

import static java.util.Objects.requireNonNullElse;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that somebody else runs, by the kubeconfigs of their administrators; what is not given
 * is the sandbox's own.
 *
 * @param control of the control API; null when it is embedded
 * @param workload of the workload clusters; empty when they are embedded
 */
record Given(@Nullable Path control, List<Path> workload) {
    Given {
        workload = List.copyOf(requireNonNullElse(workload, List.of()));
    }

    static Given nothing() {
        return new Given(null, List.of());
    }

    boolean isNothing() {
        return isLike(nothing());
    }

    /** Whether the same clusters are given, though perhaps by other files. */
    boolean isLike(Given other) {
        return (control == null) == (other.control == null)
                && workload.size() == other.workload.size();
    }
}
