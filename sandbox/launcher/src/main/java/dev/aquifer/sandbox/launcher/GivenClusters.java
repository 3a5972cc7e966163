package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.GivenCluster;
import dev.aquifer.sandbox.launcher.cluster.Rights;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;

/** Leaves given clusters, after everything of the sandbox was stopped. */
record GivenClusters(SandboxSettings settings) {
    /**
     * Takes back what a sandbox made on given clusters for itself: nodes, storage class, accounts,
     * rights, kubeconfigs. What users applied stays, with what it needs.
     *
     * @return sentences for the user
     */
    List<String> leave() {
        var said = new ArrayList<String>();
        var given = settings.given();
        for (int i = 0; i < given.workload().size(); i++) {
            var name = settings.clusters().get(i);
            var cluster = new GivenCluster(given.workload().get(i));
            attempt(name, said, () -> leaveWorkload(name, cluster));
        }
        if (given.control() != null) {
            var cluster = new GivenCluster(given.control());
            attempt("the control API", said, () -> leaveControl(cluster));
        }
        if (said.isEmpty() && !given.isNothing()) {
            said.add(
                    "Nodes, accounts and rights of the sandbox were taken from the given clusters; kinds, the namespace modelplane-system and what was applied stay.");
        }
        return said;
    }

    private void leaveWorkload(String name, GivenCluster cluster) {
        cluster.removeNodes(settings.nodesOf(name));
        cluster.revoke(List.of(Rights.WORKLOAD));
    }

    private void leaveControl(GivenCluster cluster) {
        cluster.removeSecrets(settings.clusters());
        cluster.revoke(List.of(Rights.CLUSTER_SERVICE, Rights.KUBE_BRIDGE));
    }

    private static void attempt(String where, List<String> said, Runnable departure) {
        try {
            departure.run();
        } catch (KubernetesClientException | Trouble e) {
            said.add(
                    "On %s the sandbox's nodes, accounts and rights are left: %s. Call this again when that is repaired."
                            .formatted(where, reason(e)));
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof KubernetesClientException asked && asked.getCode() <= 0
                ? "it does not answer"
                : String.valueOf(e.getMessage());
    }
}
