package dev.aquifer.sandbox.launcher.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A question through the address of the ModelService, answered as a stream. */
final class AskModel implements Stage {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data: ";
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int TOKENS = 64;

    private final Clusters clusters;
    private final String service;
    private final String question;

    AskModel(Clusters clusters, String service, String question) {
        this.clusters = clusters;
        this.service = service;
        this.question = question;
    }

    @Override
    public String headline() {
        return "Ask the model: " + question;
    }

    @Override
    public String behind() {
        return "POST /v1/chat/completions at the ModelService's address; inference-gateway passes it to a ready gang";
    }

    @Override
    public Outcome run(Progress progress) throws IOException, InterruptedException {
        var address =
                clusters.find("ModelService", service)
                        .map(found -> found.text("status.address"))
                        .filter(found -> !found.isEmpty())
                        .orElseThrow(() -> new Trouble("The ModelService has no address."));
        try (var http = HttpClient.newHttpClient()) {
            var answer = new Answer(System.nanoTime());
            var response = http.send(request(http, address), BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new Trouble(
                        "The model did not answer: %d %s"
                                .formatted(response.statusCode(), body(response)));
            }
            try (var lines = response.body()) {
                lines.filter(line -> line.startsWith(DATA))
                        .map(line -> line.substring(DATA.length()))
                        .takeWhile(line -> !line.equals("[DONE]"))
                        .forEach(chunk -> progress.say(answer.add(chunk)));
            }
            return new Outcome(answer.speed(), Narrator.wrapped("“" + answer.text() + "”"));
        }
    }

    private HttpRequest request(HttpClient http, String address)
            throws IOException, InterruptedException {
        var message = Map.of("role", "user", "content", question);
        var asked =
                Map.of(
                        "model",
                        model(http, address),
                        "messages",
                        List.of(message),
                        "max_tokens",
                        TOKENS,
                        "temperature",
                        0,
                        "stream",
                        true);
        return HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .timeout(LONGEST)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(asked)))
                .build();
    }

    /** The first model that the address offers. */
    private static String model(HttpClient http, String address)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(address + "/v1/models")).timeout(LONGEST).build();
        var response = http.send(request, BodyHandlers.ofString());
        var name = JSON.readTree(response.body()).path("data").path(0).path("id").asText("");
        if (name.isEmpty()) {
            throw new Trouble(
                    "The address %s offers no model: %d %s"
                            .formatted(address, response.statusCode(), response.body()));
        }
        return name;
    }

    private static String body(HttpResponse<java.util.stream.Stream<String>> response) {
        try (var lines = response.body()) {
            return lines.collect(Collectors.joining(" "));
        }
    }

    /** What came so far. */
    static final class Answer {
        private final long asked;
        private final StringBuilder text = new StringBuilder();
        private long firstAfter;
        private long lastAfter;
        private int tokens;

        Answer(long askedAtNanos) {
            this.asked = askedAtNanos;
        }

        String add(String chunk) {
            try {
                var piece =
                        JSON.readTree(chunk)
                                .path("choices")
                                .path(0)
                                .path("delta")
                                .path("content")
                                .asText("");
                if (!piece.isEmpty()) {
                    lastAfter = System.nanoTime() - asked;
                    firstAfter = tokens == 0 ? lastAfter : firstAfter;
                    tokens++;
                    text.append(piece);
                }
            } catch (IOException notJson) {
                throw new Trouble("The model's answer is not JSON: " + chunk, notJson);
            }
            return text.toString().replace('\n', ' ');
        }

        String text() {
            return text.toString().strip().replace('\n', ' ');
        }

        String speed() {
            double rest = (lastAfter - firstAfter) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "first word after %.2f s, %d pieces, %.0f a second",
                    firstAfter / 1e9,
                    tokens,
                    rest <= 0 ? 0.0 : (tokens - 1) / rest);
        }
    }
}
