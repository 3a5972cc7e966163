package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Ports;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the parts of a running sandbox are reached. */
record SandboxAccess(
        Path controlKubeconfig, Map<String, Path> workloadKubeconfigs, String bootstrap) {
    static SandboxAccess of(Folder folder, SandboxSettings settings) {
        var files = new ClusterFiles(folder.root());
        var kubeconfigs = new LinkedHashMap<String, Path>();
        for (var cluster : settings.clusters()) {
            kubeconfigs.put(cluster, files.workload(cluster));
        }
        var ports = new Ports(folder, new SecureRandom());
        return new SandboxAccess(files.control(), kubeconfigs, "127.0.0.1:" + ports.of("broker"));
    }
}
