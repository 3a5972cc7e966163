package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** What node agents leave on a cluster when they are stopped for good. */
public final class NodeTraces {
    private NodeTraces() {}

    /**
     * Removes these nodes, as far as they are nodes of ours, and our storage classes. Their pods
     * stay; the cluster removes them after a while, unless the nodes come back before.
     */
    public static void remove(KubernetesClient client, List<String> nodes) {
        for (var name : nodes) {
            var node = client.nodes().withName(name).get();
            if (node != null && NodeRegistration.isOurs(node)) {
                client.nodes().resource(node).delete();
            }
        }
        for (var known : client.storage().v1().storageClasses().list().getItems()) {
            if (VolumeProvisioner.PROVISIONER.equals(known.getProvisioner())) {
                client.storage().v1().storageClasses().resource(known).delete();
            }
        }
    }
}
