package dev.aquifer.sandbox.launcher;

import java.nio.file.Path;

/** Where in a sandbox's folder things of its clusters are. */
record ClusterFiles(Path root) {
    /** Whoever has it may do everything on the control API. */
    Path control() {
        return root.resolve("kubeconfig");
    }

    /** Whoever has it may do everything on that workload cluster. */
    Path workload(String cluster) {
        return root.resolve("clusters").resolve(cluster + ".kubeconfig");
    }

    /** Of who may do on a given control API what that service may, and no more. */
    Path limited(String service) {
        return root.resolve("secrets").resolve(service + ".kubeconfig");
    }

    /** Of who may do on that given workload cluster what cluster-service may, and no more. */
    Path limitedOn(String cluster) {
        return limited("cluster-service-on-" + cluster);
    }

    Path folderOf(String cluster) {
        return root.resolve("clusters").resolve(cluster);
    }

    /** What an API server shows to kubelets descends from this. */
    Path kubeletClientCa(String cluster) {
        return folderOf(cluster).resolve("pki").resolve("kubelet-client-ca.crt");
    }

    Path images() {
        return root.resolve("images.json");
    }
}
