package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** A small model of the public hub. */
record PublicHub(Path cache) implements ModelSource {
    private static final String FILE = "SmolLM2-135M-Instruct-Q4_K_M.gguf";
    private static final URI ADDRESS =
            URI.create(
                    "https://huggingface.co/bartowski/SmolLM2-135M-Instruct-GGUF/resolve/main/"
                            + FILE);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Override
    public String words() {
        return "the public hub";
    }

    @Override
    public Model into(Path hub) throws IOException, InterruptedException {
        var file = new Gguf(cache.resolve("hub").resolve(FILE));
        if (!file.isThere()) {
            fetch(file);
        }
        file.showIn(hub);
        return new Model(
                Gguf.REPOSITORY, "SmolLM2 135M Instruct, a real model, from the public hub");
    }

    private static void fetch(Gguf file) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(Redirect.NORMAL)
                        .build()) {
            var request = HttpRequest.newBuilder(ADDRESS).timeout(LONGEST).build();
            var response = http.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("it answered " + response.statusCode());
                }
                file.keep(body, "");
            }
        } catch (java.net.ConnectException | java.net.http.HttpTimeoutException unreachable) {
            throw new IOException("it cannot be reached from here", unreachable);
        }
    }
}
