package dev.aquifer.cluster.domain;

import java.util.List;
import java.util.Set;

/** What a cluster's spec asks for, before anything is asked of the cluster. */
public sealed interface ClusterPlan {

    /** Classes that its pools name are not there yet. */
    record WaitForClasses(List<String> missing) implements ClusterPlan {
        /** For people. */
        public String message() {
            return "Waiting for InferenceClasses: " + String.join(", ", missing);
        }
    }

    /** The source is admitted and not carried out yet. */
    record Unimplemented(String feature, String message) implements ClusterPlan {}

    /** The block that belongs to the source is missing. */
    record Invalid(String message) implements ClusterPlan {}

    /** Adopt the cluster whose kubeconfig that Secret holds. */
    record Adopt(String secret, String key) implements ClusterPlan {}

    /**
     * The decision.
     *
     * @param secret the name of the Secret of an Existing cluster; empty when the block is missing
     * @param key in the Secret; empty for the default
     */
    static ClusterPlan of(
            String source, String secret, String key, List<String> named, Set<String> classes) {
        var missing = named.stream().filter(n -> !classes.contains(n)).distinct().sorted().toList();
        if (!source.equals("Existing")) {
            return new Unimplemented(
                    "spec.cluster.source=" + source,
                    "Aquifer does not provision clusters of the source "
                            + source
                            + " yet; make the cluster yourself and adopt it with source Existing");
        }
        if (!missing.isEmpty()) {
            return new WaitForClasses(missing);
        }
        if (secret.isEmpty()) {
            return new Invalid("spec.cluster.existing.secretRef.name is missing");
        }
        return new Adopt(secret, key.isEmpty() ? "kubeconfig" : key);
    }
}
