package dev.aquifer.events.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A workload cluster: adopted (Existing) or provisioned (GKE). */
public record InferenceClusterSpec(
        Cluster cluster, @Nullable List<NodePool> nodePools, @Nullable Storage storage) {

    /** The pools that the spec names; none for a cluster that is taken as it is. */
    public List<NodePool> pools() {
        return nodePools == null ? List.of() : List.copyOf(nodePools);
    }

    /**
     * Where the cluster comes from.
     *
     * @param source GKE or Existing; the block of that name is set
     */
    public record Cluster(String source, @Nullable Existing existing, @Nullable Gke gke) {}

    /** A cluster that is there; the Secret, in modelplane-system, holds its kubeconfig. */
    public record Existing(SecretKey secretRef, @Nullable SecretKey identitySecretRef) {}

    /** A key of a Secret. */
    public record SecretKey(String name, @Nullable String key) {}

    /** A cluster to be made in a Google Cloud project. */
    public record Gke(String project, String region, @Nullable String kubernetesVersion) {}

    /**
     * Nodes of one kind.
     *
     * @param className the InferenceClass
     * @param oldClass the same in the older dialect, {@code class}
     */
    public record NodePool(
            String name,
            @Nullable String className,
            @com.fasterxml.jackson.annotation.JsonProperty("class") @Nullable String oldClass,
            @Nullable Integer nodeCount,
            @Nullable Integer minNodeCount,
            @Nullable Integer maxNodeCount,
            @Nullable List<String> zones) {

        /** The InferenceClass, in whichever dialect it was written; empty when neither is set. */
        public String inferenceClass() {
            if (className != null) {
                return className;
            }
            return oldClass == null ? "" : oldClass;
        }
    }

    /** Shared storage of the cluster. */
    public record Storage(@Nullable String storageClassName, @Nullable List<String> csiDrivers) {}
}
