package dev.aquifer.k8s;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with our CRDs, spoken to in plain HTTP and JSON. Its binaries are no part of
 * the project: they are looked for in the folder that AQUIFER_KUBE names, or in {@code shared/kube}
 * beside one of the folders above.
 */
final class ApiServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path kube;
    private final Path folder;
    private final KubernetesClient client;

    private ApiServer(Path kube, Path folder, KubernetesClient client) {
        this.kube = kube;
        this.folder = folder;
        this.client = client;
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

    static ApiServer start(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("aquifer-k8s");
        var port = freePorts(23000, 7);
        run(kube, "kube-up", folder, "--port", Integer.toString(port), "--no-controllers");
        var config = Config.fromKubeconfig(folder.resolve("kubeconfig").toFile());
        var client = new KubernetesClientBuilder().withConfig(config).build();
        var server = new ApiServer(kube, folder, client);
        try {
            CrdFiles.all().forEach(server::establish);
            return server;
        } catch (RuntimeException e) { // whatever it was, leave no server behind
            server.stop();
            throw e;
        }
    }

    /** Creates an object, strictly; {@code dryRun} leaves no trace of it. */
    Answer create(JsonNode body, boolean dryRun) {
        var options = "?fieldValidation=Strict" + (dryRun ? "&dryRun=All" : "");
        return call("POST", collection(body) + options, body);
    }

    Answer replace(JsonNode body, String subresource) {
        var path = collection(body) + "/" + body.at("/metadata/name").asText() + subresource;
        return call("PUT", path + "?fieldValidation=Strict", body);
    }

    /** Sets the scale of an object by the subresource for that. */
    Answer replaceScale(JsonNode body, JsonNode scale) {
        var path = collection(body) + "/" + body.at("/metadata/name").asText() + "/scale";
        return call("PUT", path, scale);
    }

    Answer get(JsonNode body, String subresource) {
        return call(
                "GET",
                collection(body) + "/" + body.at("/metadata/name").asText() + subresource,
                null);
    }

    Answer delete(JsonNode body) {
        return call("DELETE", collection(body) + "/" + body.at("/metadata/name").asText(), null);
    }

    private Answer call(String method, String path, @Nullable JsonNode body) {
        try {
            var answer = client.raw(path, method, body);
            return new Answer(200, Serialization.unmarshal(answer, JsonNode.class));
        } catch (KubernetesClientException e) {
            return new Answer(e.getCode(), JSON.valueToTree(e.getStatus()));
        }
    }

    private void establish(JsonNode crd) {
        var created = call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
        if (created.code() != 200) {
            throw new IllegalStateException(created.body().toString());
        }
        var path = "/apis/modelplane.ai/v1alpha1/" + crd.at("/spec/names/plural").asText();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> call("GET", path, null).code() == 200);
    }

    private static String collection(JsonNode body) {
        var kind = body.get("kind").asText();
        var version = body.get("apiVersion").asText();
        var plural = kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "es" : "s");
        var group = version.contains("/") ? "/apis/" + version : "/api/" + version;
        return kind.startsWith("Model")
                ? group + "/namespaces/default/" + plural
                : group + "/" + plural;
    }

    private static int freePorts(int from, int count) {
        return IntStream.iterate(from, port -> port < from + 1000, port -> port + 10)
                .filter(first -> IntStream.range(first, first + count).allMatch(ApiServer::isFree))
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

    private static void run(Path kube, String script, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var command =
                Stream.concat(
                        Stream.of(kube.resolve(script).toString(), folder.toString()),
                        Stream.of(arguments));
        var log = folder.resolve(script + ".log").toFile();
        var process =
                new ProcessBuilder(command.toList())
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start();
        if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(script + " failed: " + Files.readString(log.toPath()));
        }
    }

    /** Stops the server and removes what it kept. */
    void stop() throws IOException, InterruptedException {
        client.close();
        run(kube, "kube-down", folder);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the server said: an object, or a Status that tells why not. */
    record Answer(int code, JsonNode body) {
        String message() {
            return body.path("message").asText();
        }
    }
}
