package dev.aquifer.bridge;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.embeddedkubernetes.Options;
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
import org.jspecify.annotations.Nullable;

/** A control API with our CRDs: embedded, or a real API server where its binaries are. */
final class ControlServer implements AutoCloseable {
    private final Path folder;
    private final Path kubeconfig;
    private Path kubeconfigOfBridge;
    private final Server server;
    private final KubernetesClient client;
    private @Nullable FaultyAddress faults;

    private interface Server {
        void start() throws IOException, InterruptedException;

        void stop() throws IOException, InterruptedException;
    }

    private ControlServer(Path folder, Path kubeconfig, Server server) throws InterruptedException {
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.kubeconfigOfBridge = kubeconfig;
        this.server = server;
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
        var kubeconfig = folder.resolve("kubeconfig");
        var server = new Embedded(folder.resolve("data"));
        server.start();
        Files.writeString(kubeconfig, server.kubeconfig());
        return new ControlServer(folder, kubeconfig, server);
    }

    /** An embedded one that misbehaves towards the bridge, and only towards it. */
    static ControlServer misbehaving() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-faulty");
        var kubeconfig = folder.resolve("kubeconfig");
        var server = new Embedded(folder.resolve("data"));
        server.start();
        Files.writeString(kubeconfig, server.kubeconfig());
        var control = new ControlServer(folder, kubeconfig, server);
        control.kubeconfigOfBridge = folder.resolve("kubeconfig-faulty");
        control.faults = Objects.requireNonNull(server.server).faultyAddress();
        Files.writeString(control.kubeconfigOfBridge, control.faults().kubeconfig());
        return control;
    }

    /** Where it misbehaves. */
    FaultyAddress faults() {
        return Objects.requireNonNull(faults);
    }

    /** An embedded one that can go away and come back at its address with what it had. */
    private static final class Embedded implements Server {
        private final Path data;
        private @Nullable EmbeddedKubernetes server;

        Embedded(Path data) {
            this.data = data;
        }

        String kubeconfig() {
            return Objects.requireNonNull(server).kubeconfig();
        }

        @Override
        public void start() throws IOException {
            server = EmbeddedKubernetes.start(Options.in(data));
        }

        @Override
        public void stop() {
            Objects.requireNonNull(server).close();
        }
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
        var server = new Real(kube, folder, Integer.toString(freePorts(23000, 7)));
        server.start();
        return new ControlServer(folder, folder.resolve("kubeconfig"), server);
    }

    private record Real(Path kube, Path folder, String port) implements Server {
        @Override
        public void start() throws IOException, InterruptedException {
            var up = kube.resolve("kube-up").toString();
            run(List.of(up, folder.toString(), "--port", port, "--no-controllers"), "");
        }

        @Override
        public void stop() throws IOException, InterruptedException {
            run(List.of(kube.resolve("kube-down").toString(), folder.toString()), "");
        }
    }

    /** Ceases to answer; all it had stays. */
    void goAway() throws IOException, InterruptedException {
        server.stop();
    }

    /** Answers again. */
    void comeBack() throws IOException, InterruptedException {
        server.start();
    }

    /** With what the bridge comes: as administrator, unless it was limited. */
    Path kubeconfig() {
        return kubeconfigOfBridge;
    }

    /** From now on the bridge is what it is in production, with the rules that we ship. */
    void limit() throws IOException, InterruptedException {
        var token = kubectl("-n", "modelplane-system", "create", "token", "kube-bridge").strip();
        var limited = Files.readString(folder.resolve("kubeconfig-aquifer"));
        kubeconfigOfBridge = folder.resolve("kubeconfig-bridge");
        Files.writeString(
                kubeconfigOfBridge,
                limited.replaceAll("token: \"[^\"]*\"", "token: \"" + token + "\""));
    }

    KubernetesClient client() {
        return client;
    }

    /** Runs kubectl against this server; its output. Fails when kubectl does. */
    String kubectl(String... arguments) throws IOException, InterruptedException {
        return kubectlReading("", arguments);
    }

    String apply(String manifest) throws IOException, InterruptedException {
        return kubectlReading(manifest, "apply", "--server-side", "--force-conflicts", "-f", "-");
    }

    /** The same, with something to read. */
    String kubectlReading(String input, String... arguments)
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

    static String resource(String name) throws IOException {
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
            var running =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try (var stdin = running.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            var ended = running.waitFor(90, TimeUnit.SECONDS);
            var said = Files.readString(output);
            if (!ended || running.exitValue() != 0) {
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
        if (faults != null) {
            faults.close();
        }
        try {
            server.stop();
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
