package dev.aquifer.bridge;

import static org.awaitility.Awaitility.await;

import dev.aquifer.counterpart.RealControlPlane;
import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.embeddedkubernetes.Options;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

    static ControlServer real(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bridge-real");
        var plane = RealControlPlane.start(kube, folder, RealControlPlane.NO_CONTROLLERS);
        return new ControlServer(folder, plane.kubeconfig(), new Real(plane));
    }

    private record Real(RealControlPlane plane) implements Server {
        @Override
        public void start() throws IOException, InterruptedException {
            plane.startAgain();
        }

        @Override
        public void stop() throws IOException, InterruptedException {
            plane.stop();
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
            await().atMost(Duration.ofMinutes(1)).until(this::allEstablished);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By our own eyes: {@code kubectl wait} fails on a kind that has no conditions yet. */
    private boolean allEstablished() {
        return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .allMatch(ControlServer::isEstablished);
    }

    private static boolean isEstablished(CustomResourceDefinition kind) {
        return kind.getStatus() != null
                && kind.getStatus().getConditions().stream()
                        .anyMatch(
                                each ->
                                        each.getType().equals("Established")
                                                && each.getStatus().equals("True"));
    }

    static String resource(String name) throws IOException {
        try (var in = ControlServer.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
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
