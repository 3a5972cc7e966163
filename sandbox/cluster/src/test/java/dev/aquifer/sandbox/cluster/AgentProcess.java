package dev.aquifer.sandbox.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.sandbox.cluster.node.NodeAgentMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node agent as a process of its own, so that it can be killed. */
final class AgentProcess implements AutoCloseable {
    private static final String IMAGES =
            """
            [{"image": "sh:*", "command": ["/bin/sh", "-c"]}]
            """;

    private final Path folder;
    private final Path settings;
    private Process process;

    private AgentProcess(Path folder, Path settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.process = launch(folder, settings);
    }

    static AgentProcess start(ControlPlane cluster, String node, int range, Path folder)
            throws IOException {
        return start(cluster, node, range, folder, Map.of());
    }

    static AgentProcess start(
            ControlPlane cluster, String node, int range, Path folder, Map<String, Object> more)
            throws IOException {
        var own = Files.createDirectories(folder.resolve(node));
        var images = Files.writeString(own.resolve("images.json"), IMAGES);
        var settings = new HashMap<String, Object>();
        settings.put("kubeconfig", cluster.kubeconfig().toString());
        settings.put("nodeName", node);
        settings.put("clusterFolder", folder.resolve("shared by all").toString());
        settings.put("nodeFolder", own.toString());
        settings.put("labels", Map.of("modelplane.ai/pool", "gpu"));
        settings.put("allocatable", Map.of("cpu", "4", "memory", "8Gi", "nvidia.com/gpu", "1"));
        settings.put(
                "podAddresses",
                "127.%d.%d.0/24"
                        .formatted(30 + (int) (ProcessHandle.current().pid() % 200), range));
        settings.put("imageMap", images.toString());
        settings.put("kubeletClientCa", cluster.kubeletClientCa().toString());
        settings.put("port", 0);
        settings.putAll(more);
        var file =
                Files.writeString(
                        own.resolve("settings.json"),
                        new ObjectMapper().writeValueAsString(settings));
        return new AgentProcess(own, file);
    }

    private static Process launch(Path folder, Path settings) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(
                                java,
                                "-Xmx48m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NodeAgentMain.class.getName(),
                                "--settings",
                                settings.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Where the agent keeps a pod. */
    Path pod(String uid) {
        return folder.resolve("pods").resolve(uid);
    }

    /** As a crash would: nothing is tidied up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** It does nothing any more, and notices nothing; what it started goes on. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    void startAgain() throws IOException {
        process = launch(folder, settings);
    }

    @Override
    public void close() {
        process.destroy();
        if (!process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .handle((_, late) -> late == null)
                .join()) {
            process.destroyForcibly();
        }
    }
}
