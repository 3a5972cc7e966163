package dev.aquifer.sandbox.launcher.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The aggregator of a running sandbox, asked over HTTP. */
public final class Aggregator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI root;

    /** The one that listens on that port of this machine. */
    public Aggregator(int port) {
        this.root = URI.create("http://127.0.0.1:" + port + "/api/v1/");
    }

    /**
     * What was answered.
     *
     * @param status of HTTP
     */
    public record Reply(int status, JsonNode body) {
        /** Whether the question had an answer. */
        public boolean found() {
            return status == 200;
        }

        /** Whether it may have one later: the aggregator, or its broker, is not ready. */
        public boolean notYet() {
            return status >= 500;
        }
    }

    /** Asks about a resource; parameters that are empty are left out. */
    public Reply ask(String word, String kind, String name, Map<String, String> parameters)
            throws InterruptedException {
        var given = new LinkedHashMap<>(parameters);
        given.values().removeIf(String::isEmpty);
        var query =
                given.entrySet().stream()
                        .map(p -> p.getKey() + "=" + encoded(p.getValue()))
                        .collect(Collectors.joining("&", given.isEmpty() ? "" : "?", ""));
        var address = root.resolve(word + "/" + encoded(kind) + "/" + encoded(name) + query);
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new Trouble(
                    "The status-aggregator does not answer; './aquifer status' shows how it stands.",
                    e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
