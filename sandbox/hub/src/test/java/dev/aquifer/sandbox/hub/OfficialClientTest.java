package dev.aquifer.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that everybody uses finds this hub to be one. */
class OfficialClientTest {

    private static final byte[] WEIGHTS = new byte[3_000_000];

    static {
        new Random(7).nextBytes(WEIGHTS);
    }

    @TempDir private Path models = Path.of("unset");
    @TempDir private Path home = Path.of("unset");
    private final Vertx vertx = Vertx.vertx();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private String hub = "";

    @BeforeEach
    void serve() throws Exception {
        write("org/name", "config.json", "{}".getBytes(StandardCharsets.UTF_8));
        write("org/name", "sub folder/é.txt", "hello".getBytes(StandardCharsets.UTF_8));
        write("org/name", "weights.safetensors", WEIGHTS);
        write("org/name@v1.0", "config.json", "old".getBytes(StandardCharsets.UTF_8));
        write("org/gated", "config.json", "{}".getBytes(StandardCharsets.UTF_8));
        write("org/gated", "weights.safetensors", WEIGHTS);
        write("org/gated", ".hub/tokens", "hf_canary\n".getBytes(StandardCharsets.UTF_8));
        var links = new Links(Clock.systemUTC(), Duration.ofMinutes(5));
        int storage =
                listen(
                        request -> {
                            authorizations.add(String.valueOf(request.getHeader("Authorization")));
                            links.handle(request);
                        });
        var origin = "http://127.0.0.1:" + storage;
        var revisions = new Revisions(models);
        var served = new Hub(vertx, revisions, file -> Optional.of(links.to(file, origin)));
        hub = "http://127.0.0.1:" + listen(served::handle);
    }

    private void write(String repository, String path, byte[] bytes) throws IOException {
        var file = models.resolve(repository).resolve(path);
        Files.createDirectories(file.resolve("..").normalize());
        Files.write(file, bytes);
    }

    private int listen(Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /** What the client prints, which it does with one line for each thing that is asked. */
    private List<String> python(String script) throws Exception {
        var python =
                Stream.of(
                                Optional.ofNullable(System.getenv("AQUIFER_HUB_PYTHON")),
                                Optional.of(cache().resolve("aquifer/hub-client/bin/python") + ""))
                        .flatMap(Optional::stream)
                        .filter(path -> Files.isExecutable(Path.of(path)))
                        .findFirst();
        Assumptions.assumeTrue(
                python.isPresent(),
                "SKIPPED: no python with huggingface_hub; set AQUIFER_HUB_PYTHON to one");
        var command = new ProcessBuilder(python.orElseThrow(), "-c", script);
        command.environment().put("HF_ENDPOINT", hub);
        command.environment().put("HF_HOME", home.toString());
        command.environment().put("HF_HUB_DISABLE_TELEMETRY", "1");
        command.environment().put("HF_HUB_DISABLE_PROGRESS_BARS", "1");
        command.environment().put("PYTHONIOENCODING", "utf-8");
        command.environment().remove("HF_TOKEN");
        var errors = home.resolve("errors");
        var process = command.redirectError(errors.toFile()).start();
        var lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(() -> text(errors)).isZero();
        return lines;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path cache() {
        var given = System.getenv("XDG_CACHE_HOME");
        return given == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    }

    @Test
    void downloadsARepositoryOverExpiringLinks() throws Exception {
        var lines =
                python(
                        """
                        from huggingface_hub import snapshot_download, HfApi
                        print(snapshot_download("org/name"))
                        api = HfApi()
                        info = api.model_info("org/name", files_metadata=True)
                        print(info.sha)
                        print(sorted((s.rfilename, s.size) for s in info.siblings))
                        print([f.path for f in api.list_repo_tree("org/name", recursive=True)])
                        print([b.name for b in api.list_repo_refs("org/name").branches])
                        """);

        var snapshot = Path.of(lines.get(0));
        assertThat(snapshot).hasFileName(lines.get(1));
        assertThat(Files.readAllBytes(snapshot.resolve("weights.safetensors"))).isEqualTo(WEIGHTS);
        assertThat(snapshot.resolve("sub folder/é.txt")).hasContent("hello");
        assertThat(lines.get(2)).contains("('weights.safetensors', 3000000)");
        assertThat(lines.get(3)).contains("'sub folder/é.txt'");
        assertThat(lines.get(4)).isEqualTo("['main', 'v1.0']");
        assertThat(authorizations).isNotEmpty().containsOnly("null");
    }

    @Test
    void downloadsAnotherRevisionByItsNameAndByItsCommit() throws Exception {
        var lines =
                python(
                        """
                        from huggingface_hub import hf_hub_download, HfApi
                        sha = HfApi().model_info("org/name", revision="v1.0").sha
                        print(open(hf_hub_download("org/name", "config.json", revision="v1.0")).read())
                        print(open(hf_hub_download("org/name", "config.json", revision=sha)).read())
                        """);

        assertThat(lines).containsExactly("old", "old");
    }

    @Test
    void opensAGatedRepositoryToWhoHasAToken() throws Exception {
        var lines =
                python(
                        """
                        from huggingface_hub import hf_hub_download, snapshot_download
                        from huggingface_hub.errors import GatedRepoError
                        for token in (False, "hf_other"):
                            try:
                                hf_hub_download("org/gated", "weights.safetensors", token=token)
                            except GatedRepoError as e:
                                print("gated", e.response.status_code)
                        print(snapshot_download("org/gated", token="hf_canary"))
                        """);

        assertThat(lines.subList(0, 2)).containsExactly("gated 401", "gated 403");
        assertThat(Path.of(lines.get(2)).resolve("weights.safetensors")).hasSize(WEIGHTS.length);
        assertThat(Path.of(lines.get(2)).resolve(".hub")).doesNotExist();
        assertThat(authorizations).isNotEmpty().containsOnly("null");
    }

    @Test
    void saysWhatIsNotThereInTheClientsWords() throws Exception {
        var lines =
                python(
                        """
                        from huggingface_hub import hf_hub_download
                        for repo, file, revision in (("org/none", "x", "main"),
                                                     ("org/name", "x", "main"),
                                                     ("org/name", "config.json", "none")):
                            try:
                                hf_hub_download(repo, file, revision=revision)
                            except Exception as e:
                                print(type(e).__name__)
                        """);

        assertThat(lines)
                .containsExactly(
                        "RepositoryNotFoundError",
                        "RemoteEntryNotFoundError",
                        "RevisionNotFoundError");
    }
}
