package dev.aquifer.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
    /** What git and sha256sum say of {@code hello}. */
    private static final String BLOB = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0";

    private static final String SHA256 =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir private Path models = Path.of("unset");
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        var repository = Files.createDirectories(models.resolve("org/name/sub folder"));
        Files.writeString(repository.resolve("config.json"), "hello");
        Files.writeString(models.resolve("org/name/model.gguf"), "hello");
        server =
                vertx.createHttpServer()
                        .requestHandler(
                                new Hub(vertx, new Revisions(models), file -> Optional.empty())
                                        ::handle)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String commit() throws Exception {
        return new JsonObject(get("/api/models/org/name/revision/main").body()).getString("sha");
    }

    @Test
    void aCommitIsAFunctionOfTheBytes() throws Exception {
        var before = commit();
        assertThat(before).matches("[0-9a-f]{40}").isEqualTo(commit());

        Files.writeString(models.resolve("org/name/model.gguf"), "other");

        assertThat(commit()).isNotEqualTo(before);
        assertThat(get("/org/name/resolve/" + before + "/model.gguf").statusCode()).isEqualTo(404);
    }

    @Test
    void listsFilesWithTheirDigests() throws Exception {
        var tree = new JsonArray(get("/api/models/org/name/tree/main?recursive=true").body());

        assertThat(tree.getJsonObject(0).getString("path")).isEqualTo("model.gguf");
        assertThat(tree.getJsonObject(0).getJsonObject("lfs").getString("oid")).isEqualTo(SHA256);
        assertThat(tree.getJsonObject(1).getString("path")).isEqualTo("sub folder/config.json");
        assertThat(tree.getJsonObject(1).getString("oid")).isEqualTo(BLOB);
    }

    @Test
    void aRepositoryMayConsistOfLinks() throws Exception {
        var blob = Files.writeString(models.resolve("blob"), "hello");
        var mine = Files.createDirectories(models.resolve("elsewhere/.git"));
        Files.writeString(mine.resolve("config"), "not for others");
        Files.createSymbolicLink(mine.resolveSibling("model.gguf"), blob);
        Files.createSymbolicLink(models.resolve("org/linked"), models.resolve("elsewhere"));

        var tree = new JsonArray(get("/api/models/org/linked/tree/main?recursive=true").body());

        assertThat(tree).hasSize(1);
        assertThat(tree.getJsonObject(0).getString("path")).isEqualTo("model.gguf");
        assertThat(get("/org/linked/resolve/main/model.gguf").body()).isEqualTo("hello");
    }

    @Test
    void servesRanges() throws Exception {
        var part = get("/org/name/resolve/main/model.gguf", "Range", "bytes=1-3");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ell");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 1-3/5");
        assertThat(part.headers().firstValue("ETag")).contains("\"" + SHA256 + "\"");
        assertThat(get("/org/name/resolve/main/sub%20folder/config.json").body())
                .isEqualTo("hello");
        assertThat(get("/org/name/resolve/main/model.gguf", "Range", "bytes=9-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void aRangeOfAnotherVersionIsTheWhole() throws Exception {
        var response =
                get(
                        "/org/name/resolve/main/model.gguf",
                        "Range",
                        "bytes=1-3",
                        "If-Range",
                        "\"old\"");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(get("/api/models/org/none").headers().firstValue("X-Error-Code"))
                .contains("RepoNotFound");
        assertThat(get("/api/models/org/name/revision/v9").headers().firstValue("X-Error-Code"))
                .contains("RevisionNotFound");
        assertThat(get("/org/name/resolve/main/none").headers().firstValue("X-Error-Code"))
                .contains("EntryNotFound");
    }

    @Test
    void nothingOutsideOfTheFolderCanBeReached() throws Exception {
        Files.writeString(models.resolve("secret"), "secret");

        for (var path :
                new String[] {
                    "/org/name/resolve/main/..%2F..%2Fsecret",
                    "/org/name/resolve/main/%2e%2e/%2e%2e/secret",
                    "/api/models/..%2F../tree/main",
                    "/api/models/%2e%2e/org/tree/main"
                }) {
            assertThat(get(path).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void moreRequestsThanARepositoryAllowsInASecondAreAskedToWait() throws Exception {
        Files.createDirectories(models.resolve("org/name/.hub"));
        Files.writeString(models.resolve("org/name/.hub/requests-per-second"), "2\n");
        var first = Instant.now().getEpochSecond();
        var answers = new ArrayList<HttpResponse<String>>();
        do {
            answers.add(get("/org/name/resolve/main/model.gguf"));
        } while (answers.getLast().statusCode() == 200);

        assertThat(answers.getLast().statusCode()).isEqualTo(429);
        assertThat(answers.getLast().headers().firstValue("Retry-After")).contains("1");
        long seconds = Instant.now().getEpochSecond() - first + 1;
        assertThat(answers.size() - 1L).isBetween(2L, 2 * seconds);
        assertThat(get("/api/models/org/name").statusCode()).isEqualTo(200);
    }
}
