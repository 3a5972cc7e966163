package dev.aquifer.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.sandbox.hub.Repository.Entry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path models = Path.of("unset");
    private Links links = links(Duration.ofMinutes(1));
    private String origin = "";

    private static Links links(Duration lifetime) {
        return new Links(Clock.fixed(NOW, ZoneOffset.UTC), lifetime);
    }

    @BeforeEach
    void serve() throws Exception {
        Files.writeString(models.resolve("weights"), "hello");
        int port =
                vertx.createHttpServer()
                        .requestHandler(request -> links.handle(request))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get()
                        .actualPort();
        origin = "http://127.0.0.1:" + port;
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Entry file() throws IOException {
        return Repository.read("org/name", models).find("weights").orElseThrow();
    }

    private int status(String link) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void leadToTheFileForAWhile() throws Exception {
        assertThat(status(links.to(file(), origin))).isEqualTo(200);

        links = links(Duration.ofSeconds(-1));

        assertThat(status(links.to(file(), origin))).isEqualTo(403);
    }

    @Test
    void areNotMadeByOthers() throws Exception {
        var link = links.to(file(), origin);

        assertThat(status(link.replaceFirst("Expires=", "Expires=9"))).isEqualTo(403);
        assertThat(status(link.replaceFirst("Expires=\\d+", "Expires=never"))).isEqualTo(403);
        assertThat(status(link.replaceFirst("&Signature=.*", ""))).isEqualTo(403);
        assertThat(status(link.replaceFirst("objects/.", "objects/x"))).isEqualTo(403);
        assertThat(status(origin + "/")).isEqualTo(403);
    }
}
