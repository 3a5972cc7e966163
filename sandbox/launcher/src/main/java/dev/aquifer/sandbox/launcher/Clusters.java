package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.ControlApi;
import dev.aquifer.sandbox.launcher.cluster.WorkloadClusterMain;
import dev.aquifer.sandbox.launcher.processes.JsonFile;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control API and the workload clusters: API servers, what they are prepared with, their nodes.
 */
final class Clusters {
    static final String CONTROL = "control-api";
    static final String KINDS = "kinds";
    static final String SECRETS = "cluster-secrets";

    private static final String API_SERVER =
            "dev.aquifer.embeddedkubernetes.EmbeddedKubernetesMain";
    private static final String NODE_AGENT = "dev.aquifer.sandbox.cluster.node.NodeAgentMain";
    private static final Duration SETUP = Duration.ofMinutes(2);
    private static final Stop STOP = Stop.within(Duration.ofSeconds(10));
    private static final Stop STOP_WITH_PODS = Stop.within(Duration.ofSeconds(40));
    private static final int FIRST_NETWORK = 16;
    private static final int NETWORKS = 230;

    private final ProcessFactory factory;
    private final Ports ports;
    private final SandboxSettings settings;
    private final Path root;

    Clusters(ProcessFactory factory, Ports ports, SandboxSettings settings) {
        this.factory = factory;
        this.ports = ports;
        this.settings = settings;
        this.root = factory.folder().root();
    }

    Path controlKubeconfig() {
        return root.resolve("kubeconfig");
    }

    List<Step> steps() {
        var steps = new ArrayList<Step>();
        steps.add(controlApi());
        var control = new ControlApi(controlKubeconfig());
        steps.add(new SetupStep(KINDS, Set.of(CONTROL), SETUP, control::createKinds));
        var kubeconfigs = new LinkedHashMap<String, Path>();
        for (var cluster : settings.clusters()) {
            kubeconfigs.put(cluster, kubeconfig(cluster));
            steps.add(workloadCluster(cluster));
        }
        var needed = new LinkedHashSet<>(settings.clusters());
        needed.add(KINDS);
        steps.add(
                new SetupStep(
                        SECRETS, needed, SETUP, () -> control.createClusterSecrets(kubeconfigs)));
        for (int cluster = 0; cluster < settings.clusters().size(); cluster++) {
            for (int node = 1; node <= settings.nodesPerCluster(); node++) {
                steps.add(node(cluster, node));
            }
        }
        return steps;
    }

    private ManagedProcess controlApi() {
        var arguments =
                List.of(
                        "--data", root.resolve("control").toString(),
                        "--port", Integer.toString(ports.of(CONTROL)),
                        "--kubeconfig", controlKubeconfig().toString(),
                        "--name", "control");
        return server(CONTROL, factory.installation().java(128, API_SERVER, arguments));
    }

    private ManagedProcess workloadCluster(String name) {
        var arguments =
                List.of(
                        folderOf(name).toString(),
                        Integer.toString(ports.of(name)),
                        kubeconfig(name).toString(),
                        name);
        var main = WorkloadClusterMain.class.getName();
        return server(name, factory.installation().java(160, main, arguments));
    }

    private ManagedProcess server(String name, List<String> command) {
        var ready = URI.create("https://127.0.0.1:%d/readyz".formatted(ports.of(name)));
        return factory.process(name, Set.of(), command, Map.of(), new Readiness.Http(ready), STOP);
    }

    private ManagedProcess node(int clusterIndex, int number) {
        var cluster = settings.clusters().get(clusterIndex);
        var name = "%s-node-%d".formatted(cluster, number);
        var file = folderOf(cluster).resolve(name + ".json");
        JsonFile.write(file, nodeSettings(clusterIndex, number, name));
        return factory.process(
                name,
                Set.of(cluster),
                factory.installation().java(64, NODE_AGENT, List.of("--settings", file.toString())),
                Map.of(),
                new Readiness.Port(ports.of(name + "-kubelet")),
                STOP_WITH_PODS);
    }

    private Map<String, Object> nodeSettings(int clusterIndex, int number, String name) {
        var cluster = settings.clusters().get(clusterIndex);
        var told = new LinkedHashMap<String, Object>();
        told.put("kubeconfig", kubeconfig(cluster).toString());
        told.put("nodeName", name);
        told.put("clusterFolder", folderOf(cluster).resolve("shared").toString());
        told.put("nodeFolder", folderOf(cluster).resolve("nodes").resolve(name).toString());
        told.put("labels", Map.of("modelplane.ai/pool", "gpu"));
        told.put(
                "allocatable",
                Map.of("cpu", "8", "memory", "32Gi", "pods", "110", "nvidia.com/gpu", "1"));
        told.put("podAddresses", podAddresses(clusterIndex, number));
        told.put("imageMap", images().toString());
        told.put("kubeletClientCa", kubeletClientCa(cluster).toString());
        told.put("port", ports.of(name + "-kubelet"));
        told.put("leavePodsRunning", false);
        return told;
    }

    /** Sandboxes side by side must not give out the same addresses. */
    private String podAddresses(int clusterIndex, int number) {
        int network = FIRST_NETWORK + ports.of("pod-network") % NETWORKS;
        return "127.%d.%d.0/24".formatted(network, clusterIndex * 16 + number);
    }

    Path images() {
        return root.resolve("images.json");
    }

    private Path folderOf(String cluster) {
        return root.resolve("clusters").resolve(cluster);
    }

    /** What an embedded API server shows to kubelets descends from this. */
    private Path kubeletClientCa(String cluster) {
        return folderOf(cluster).resolve("pki").resolve("kubelet-client-ca.crt");
    }

    private Path kubeconfig(String cluster) {
        return root.resolve("clusters").resolve(cluster + ".kubeconfig");
    }
}
