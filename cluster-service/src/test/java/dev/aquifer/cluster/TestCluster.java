package dev.aquifer.cluster;

import static org.junit.jupiter.api.Assumptions.abort;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real API server with its controllers, one for the JVM; serves as control cluster as well. */
final class TestCluster {
    private static final class Shared {
        static final TestCluster CLUSTER = open();
    }

    private final Path kubeconfig;
    private final KubernetesClient client;

    private TestCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                                        .withOnlyHttpWatches(true)
                                        .build())
                        .build();
    }

    /** The cluster; aborts the test loudly when there is none to be had. */
    static TestCluster shared() {
        return Shared.CLUSTER;
    }

    private static TestCluster open() {
        var running = System.getenv("AQUIFER_TEST_KUBECONFIG");
        if (running != null) {
            return new TestCluster(Path.of(running));
        }
        var kube = kube();
        if (kube.isEmpty()) {
            var message =
                    "NOT TESTED: no real API server. Set AQUIFER_KUBE to a folder with kube-up, or"
                            + " AQUIFER_TEST_KUBECONFIG to a cluster that may be used for tests";
            System.err.println(message);
            return abort(message);
        }
        try {
            return start(kube.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> kube() {
        var named = System.getenv("AQUIFER_KUBE");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (var here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            var candidate = here.resolve("shared/kube");
            if (Files.isExecutable(candidate.resolve("kube-up"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static TestCluster start(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("cluster-service-kube");
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var up =
                new ProcessBuilder(
                                kube.resolve("kube-up").toString(),
                                folder.toString(),
                                "--port",
                                Integer.toString(port),
                                "--no-lws")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("up.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kube, folder)));
        if (!up.waitFor(90, TimeUnit.SECONDS) || up.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("up.log")));
        }
        return new TestCluster(folder.resolve("kubeconfig"));
    }

    private static void stop(Path kube, Path folder) {
        try {
            new ProcessBuilder(kube.resolve("kube-down").toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(20, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    KubernetesClient client() {
        return client;
    }

    /** A kubeconfig without file references, as people put it into a Secret. */
    String flatKubeconfig(Optional<String> server) {
        var config = client.getConfiguration();
        var ca = config.getCaCertData();
        if (ca == null && config.getCaCertFile() != null) {
            try {
                ca =
                        Base64.getEncoder()
                                .encodeToString(
                                        Files.readAllBytes(Path.of(config.getCaCertFile())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                .formatted(server.orElse(config.getMasterUrl()), ca, config.getAutoOAuthToken());
    }

    /** Puts a Secret with a kubeconfig into the namespace for them. */
    Secret putKubeconfig(String name, String kubeconfig) {
        client.namespaces()
                .resource(
                        new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                                .withNewMetadata()
                                .withName("modelplane-system")
                                .endMetadata()
                                .build())
                .serverSideApply();
        return client.secrets()
                .inNamespace("modelplane-system")
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withData(
                                        Map.of(
                                                "kubeconfig",
                                                Base64.getEncoder()
                                                        .encodeToString(
                                                                kubeconfig.getBytes(
                                                                        StandardCharsets.UTF_8))))
                                .build())
                .serverSideApply();
    }
}
