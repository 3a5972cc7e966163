package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.JsonFile;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The node agents, a process for each node of each workload cluster. */
record Nodes(ProcessFactory factory, Ports ports, SandboxSettings settings, ClusterFiles files) {
    private static final String NODE_AGENT = "dev.aquifer.sandbox.cluster.node.NodeAgentMain";
    private static final Stop STOP_WITH_PODS = Stop.within(Duration.ofSeconds(40));
    private static final int FIRST_NETWORK = 16;
    private static final int NETWORKS = 230;

    List<Step> steps() {
        var steps = new ArrayList<Step>();
        for (int at = 0; at < settings.clusters().size(); at++) {
            var cluster = settings.clusters().get(at);
            int number = 1;
            for (var name : settings.nodesOf(cluster)) {
                steps.add(node(cluster, name, podAddresses(at, number++)));
            }
        }
        return steps;
    }

    private ManagedProcess node(String cluster, String name, String podAddresses) {
        var file = files.folderOf(cluster).resolve(name + ".json");
        JsonFile.write(file, nodeSettings(cluster, name, podAddresses));
        return factory.process(
                name,
                Set.of(cluster),
                factory.installation().java(64, NODE_AGENT, List.of("--settings", file.toString())),
                Map.of(),
                new Readiness.Tls(ports.of(name + "-kubelet")),
                STOP_WITH_PODS);
    }

    private Map<String, Object> nodeSettings(String cluster, String name, String podAddresses) {
        var folder = files.folderOf(cluster);
        var told = new LinkedHashMap<String, Object>();
        told.put("kubeconfig", files.workload(cluster).toString());
        told.put("nodeName", name);
        told.put("clusterFolder", folder.resolve("shared").toString());
        told.put("nodeFolder", folder.resolve("nodes").resolve(name).toString());
        told.put("labels", Map.of("modelplane.ai/pool", "gpu"));
        told.put(
                "allocatable",
                Map.of("cpu", "8", "memory", "32Gi", "pods", "110", "nvidia.com/gpu", "1"));
        told.put("podAddresses", podAddresses);
        told.put("imageMap", files.images().toString());
        told.put("kubeletClientCa", files.kubeletClientCa(cluster).toString());
        told.put("port", ports.of(name + "-kubelet"));
        told.put("leavePodsRunning", false);
        return told;
    }

    /** Sandboxes side by side must not give out the same addresses. */
    private String podAddresses(int clusterIndex, int number) {
        int network = FIRST_NETWORK + ports.of("pod-network") % NETWORKS;
        return "127.%d.%d.0/24".formatted(network, clusterIndex * 16 + number);
    }
}
