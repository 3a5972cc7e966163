package dev.aquifer.k8s;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.counterpart.RealControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with our CRDs, spoken to in plain HTTP and JSON. Its binaries are no part of
 * the project: they are looked for in the folder that AQUIFER_KUBE names, or in {@code shared/kube}
 * beside one of the folders above.
 */
final class ApiServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RealControlPlane plane;
    private final Path folder;
    private final KubernetesClient client;

    private ApiServer(RealControlPlane plane, Path folder, KubernetesClient client) {
        this.plane = plane;
        this.folder = folder;
        this.client = client;
    }

    static ApiServer start(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("aquifer-k8s");
        var plane = RealControlPlane.start(kube, folder, RealControlPlane.NO_CONTROLLERS);
        var config = Config.fromKubeconfig(plane.kubeconfig().toFile());
        var client = new KubernetesClientBuilder().withConfig(config).build();
        var server = new ApiServer(plane, folder, client);
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

    /** Stops the server and removes what it kept. */
    void stop() throws IOException, InterruptedException {
        client.close();
        plane.stop();
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
