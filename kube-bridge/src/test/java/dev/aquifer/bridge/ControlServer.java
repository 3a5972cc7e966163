package dev.aquifer.bridge;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A control API with our CRDs: embedded, or a real API server where its binaries are. */
final class ControlServer implements AutoCloseable {
    private final Path folder;
    private final Path kubeconfig;
    private Path kubeconfigOfBridge;
    private final Stopping stopping;
    private final KubernetesClient client;

    private interface Stopping {
        void stop() throws IOException, InterruptedException;
    }

    private ControlServer(Path folder, Path kubeconfig, Stopping stopping)
            throws InterruptedException {
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.kubeconfigOfBridge = kubeconfig;
        this.stopping = stopping;
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build();
        try {
            establishKinds();
        } catch (RuntimeException e) { // whatever it was, leave no server behind
            close();
            throw e;
        }
    }

    static ControlServer embedded() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-embedded");
        var server = EmbeddedKubernetes.start();
        var kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, server.kubeconfig());
        return new ControlServer(folder, kubeconfig, server::close);
    }

    /** The folder with kube-up, if there is one on this machine. */
    static Optional<Path> binaries() {
        var named = System.getenv("AQUIFER_KUBE");
        var candidates =
                named != null
                        ? Stream.of(Path.of(named))
                        : Stream.iterate(
                                        Path.of("").toAbsolutePath(),
                                        Objects::nonNull,
                                        Path::getParent)
                                .map(dir -> dir.resolve("shared/kube"));
        return candidates.filter(dir -> Files.isExecutable(dir.resolve("kube-up"))).findFirst();
    }

    static ControlServer real(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-real");
        var port = Integer.toString(freePorts(26000, 7));
        run(
                List.of(
                        kube.resolve("kube-up").toString(),
                        folder.toString(),
                        "--port",
                        port,
                        "--no-controllers"),
                "");
        return new ControlServer(
                folder,
                folder.resolve("kubeconfig"),
                () -> run(List.of(kube.resolve("kube-down").toString(), folder.toString()), ""));
    }

    /** With what the bridge comes: as administrator, unless it was limited. */
    Path kubeconfig() {
        return kubeconfigOfBridge;
    }

    /** From now on the bridge is a user who may do nothing but what RBAC says. */
    void limit() {
        kubeconfigOfBridge = folder.resolve("kubeconfig-aquifer");
    }

    KubernetesClient client() {
        return client;
    }

    /** Runs kubectl against this server; its output. Fails when kubectl does. */
    String kubectl(String... arguments) throws IOException, InterruptedException {
        return kubectlReading("", arguments);
    }

    String apply(String manifest) throws IOException, InterruptedException {
        return kubectlReading(manifest, "apply", "-f", "-");
    }

    private String kubectlReading(String input, String... arguments)
            throws IOException, InterruptedException {
        var command =
                Stream.concat(
                        Stream.of("kubectl", "--kubeconfig", kubeconfig.toString()),
                        Stream.of(arguments));
        return run(command.toList(), input);
    }

    private void establishKinds() throws InterruptedException {
        try {
            var crds = new StringBuilder();
            for (var name : resource("/crds/index").strip().split("\n", -1)) {
                crds.append("---\n").append(resource("/crds/" + name));
            }
            kubectlReading(crds.toString(), "apply", "--server-side", "-f", "-");
            kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = ControlServer.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePorts(int from, int count) {
        return IntStream.iterate(from, port -> port < from + 1000, port -> port + 10)
                .filter(
                        first ->
                                IntStream.range(first, first + count)
                                        .allMatch(ControlServer::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(List<String> command, String input)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("bridge", ".out");
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            var ended = process.waitFor(90, TimeUnit.SECONDS);
            var said = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(command + " failed: " + said);
            }
            return said;
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            stopping.stop();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
