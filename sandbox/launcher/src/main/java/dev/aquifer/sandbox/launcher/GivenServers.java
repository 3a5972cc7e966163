package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.GivenCluster;
import dev.aquifer.sandbox.launcher.cluster.Rights;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** API servers that somebody else runs: nothing is started, rights are given. */
record GivenServers(ClusterFiles files) {
    private static final Duration SETUP = Duration.ofMinutes(2);

    /** Takes the place of the process of that name. */
    SetupStep control(String name, Path kubeconfig) {
        var cluster = new GivenCluster(kubeconfig);
        return new SetupStep(name, Set.of(), SETUP, () -> cluster.join(files.control()));
    }

    /** Gives services the rights on the control API that the project ships for them. */
    SetupStep rights(String name, String control, Path kubeconfig) {
        var cluster = new GivenCluster(kubeconfig);
        return new SetupStep(
                name,
                Set.of(control),
                SETUP,
                () -> {
                    cluster.grant(Rights.KUBE_BRIDGE, files.limited("kube-bridge"));
                    cluster.grant(Rights.CLUSTER_SERVICE, files.limited("cluster-service"));
                });
    }

    /** Takes the place of the process of that name. */
    SetupStep workload(String name, Path kubeconfig) {
        var cluster = new GivenCluster(kubeconfig);
        return new SetupStep(
                name,
                Set.of(),
                SETUP,
                () -> {
                    cluster.join(files.workload(name));
                    cluster.writeKubeletClientAuthority(files.kubeletClientCa(name));
                    cluster.grant(Rights.WORKLOAD, files.limitedOn(name));
                });
    }
}
