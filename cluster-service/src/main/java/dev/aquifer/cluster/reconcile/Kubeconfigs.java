package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ClusterPlan.Adopt;
import dev.aquifer.cluster.domain.KubeconfigRules.Access;
import dev.aquifer.cluster.domain.KubeconfigRules.Reading;
import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.kubernetes.ControlCluster;

/** Kubeconfigs of workload clusters, in Secrets of the control cluster. */
final class Kubeconfigs {
    /** The namespace of the Secrets. */
    static final String NAMESPACE = "modelplane-system";

    private Kubeconfigs() {}

    /** What there is. */
    sealed interface Found {
        /** Names the Secret and its content. */
        String version();

        /** How to reach the cluster. */
        record Usable(String version, Access access) implements Found {}

        /** Nothing that can be used, and why. */
        record Unusable(String version, String reason, String message) implements Found {}
    }

    /** Reads the Secret of a cluster. */
    static Found find(ControlCluster control, Adopt adopt) {
        var secret = control.content("Secret", NAMESPACE, adopt.secret());
        var name = "Secret " + adopt.secret() + " in namespace " + NAMESPACE;
        if (secret.isEmpty()) {
            return new Found.Unusable(
                    adopt.secret() + "@",
                    "SecretMissing",
                    name
                            + " does not exist; create it with the cluster's kubeconfig in key "
                            + adopt.key());
        }
        var version = adopt.secret() + "@" + secret.get().version();
        var content = secret.get().data().get(adopt.key());
        if (content == null) {
            return new Found.Unusable(
                    version, "SecretMissing", name + " has no key " + adopt.key());
        }
        return switch (ClusterClients.read(content)) {
            case Reading.Refused refused ->
                    new Found.Unusable(version, "InvalidKubeconfig", refused.message());
            case Reading.Usable usable -> new Found.Usable(version, usable.access());
        };
    }

    /** Whether the Secret of that name is the one of a version, and has another content now. */
    static boolean isAnother(ControlCluster control, String name, String version) {
        if (!version.startsWith(name + "@")) {
            return false;
        }
        var now = control.version("Secret", NAMESPACE, name).orElse("");
        return !version.equals(name + "@" + now);
    }
}
