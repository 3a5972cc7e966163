package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.WorkloadClusterMain;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** API servers of the sandbox's own, as processes. */
record EmbeddedServers(ProcessFactory factory, Ports ports, ClusterFiles files) {
    private static final String API_SERVER =
            "dev.aquifer.embeddedkubernetes.EmbeddedKubernetesMain";
    private static final Stop STOP = Stop.within(Duration.ofSeconds(10));

    ManagedProcess control(String name) {
        var arguments =
                List.of(
                        "--data", files.root().resolve("control").toString(),
                        "--port", Integer.toString(ports.of(name)),
                        "--kubeconfig", files.control().toString(),
                        "--name", "control");
        return server(name, factory.installation().java(128, API_SERVER, arguments));
    }

    ManagedProcess workload(String name) {
        var arguments =
                List.of(
                        files.folderOf(name).toString(),
                        Integer.toString(ports.of(name)),
                        files.workload(name).toString(),
                        name);
        var main = WorkloadClusterMain.class.getName();
        return server(name, factory.installation().java(160, main, arguments));
    }

    private ManagedProcess server(String name, List<String> command) {
        var ready = URI.create("https://127.0.0.1:%d/readyz".formatted(ports.of(name)));
        return factory.process(name, Set.of(), command, Map.of(), new Readiness.Http(ready), STOP);
    }
}
