package dev.aquifer.embeddedkubernetes.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Answer;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** A real API server, reached through {@code kubectl proxy} with the kubeconfig it is given. */
final class RealServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Process proxy;
    private final String address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> created = new LinkedHashSet<>();

    RealServer(String kubeconfig) throws IOException {
        proxy =
                new ProcessBuilder(
                                "kubectl",
                                "--kubeconfig",
                                kubeconfig,
                                "proxy",
                                "--port=0",
                                "--disable-filter=true")
                        .redirectErrorStream(true)
                        .start();
        BufferedReader said = proxy.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.contains("Starting to serve on")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("kubectl proxy ended");
        }
        address = "http://" + line.substring(line.lastIndexOf(' ') + 1).strip();
    }

    Answer send(Step step) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + step.path()))
                        .header("User-Agent", "corpus/1.0")
                        .method(step.method(), HttpRequest.BodyPublishers.ofString(step.body()));
        if (!step.mediaType().isEmpty()) {
            request.header("Content-Type", step.mediaType());
        }
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Answer answer = new Answer(response.statusCode(), read(response.body()));
        if (answer.code() == 201 && !step.path().contains("customresourcedefinitions")) {
            String path = step.path().replaceFirst("\\?.*", "");
            String name = answer.body().path("metadata").path("name").asText();
            created.add(step.method().equals("POST") ? path + "/" + name : path);
        }
        return answer;
    }

    /** Some refusals are plain text. */
    private static JsonNode read(String body) throws IOException {
        return body.startsWith("{") ? JSON.readTree(body) : TextNode.valueOf(body);
    }

    /** Deletes what was created since the last call. */
    void clean() throws IOException, InterruptedException {
        for (String path : created) {
            send(
                    new Step(
                            "PATCH",
                            path,
                            "application/merge-patch+json",
                            "{\"metadata\":{\"finalizers\":null}}"));
            send(
                    new Step(
                            "DELETE",
                            path + "?gracePeriodSeconds=0&propagationPolicy=Background",
                            "",
                            ""));
            send(
                    new Step(
                            "PATCH",
                            path,
                            "application/merge-patch+json",
                            "{\"metadata\":{\"finalizers\":null}}"));
        }
        for (String path : created) {
            if (path.startsWith("/api/v1/namespaces/")
                    && path.split("/").length == 5) { // nobody else empties it
                String name = path.substring(path.lastIndexOf('/') + 1);
                String body =
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                                + name
                                + "\"},\"spec\":{\"finalizers\":[]}}";
                send(new Step("PUT", path + "/finalize", "application/json", body));
            }
        }
        created.clear();
    }

    @Override
    public void close() {
        proxy.destroy();
    }
}
