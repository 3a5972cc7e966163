package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub that the worker is tested with is one: the official client downloads from it. */
class TestHubTest {

    private static final byte[] CONFIG = "{}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(300_000, 30);

    @TempDir private Path home;

    @Test
    void satisfiesTheOfficialClient() throws Exception {
        Optional<String> python = python();
        Assumptions.assumeTrue(
                python.isPresent(),
                "SKIPPED: no python with huggingface_hub; set AQUIFER_HUB_PYTHON to one");
        try (TestHub hub = new TestHub()) {
            hub.file("config.json", CONFIG)
                    .large("folder/a b.bin", WEIGHTS)
                    .gatedFiles("hf_canary");
            String script =
                    """
                    from huggingface_hub import snapshot_download
                    print(snapshot_download("org/model", token="hf_canary"))
                    """;

            Path snapshot = Path.of(run(python.orElseThrow(), script, hub.endpoint()));

            assertThat(snapshot).hasFileName(TestHub.COMMIT);
            assertThat(Files.readAllBytes(snapshot.resolve("config.json"))).isEqualTo(CONFIG);
            assertThat(Files.readAllBytes(snapshot.resolve("folder/a b.bin"))).isEqualTo(WEIGHTS);
        }
    }

    private String run(String python, String script, String endpoint)
            throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(python, "-c", script);
        command.environment().put("HF_ENDPOINT", endpoint);
        command.environment().put("HF_HOME", home.toString());
        command.environment().put("HF_HUB_DISABLE_TELEMETRY", "1");
        command.environment().put("HF_HUB_DISABLE_PROGRESS_BARS", "1");
        Path errors = home.resolve("errors");
        Process process = command.redirectError(errors.toFile()).start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return lines.getLast();
    }

    private static Optional<String> python() {
        String cache =
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .orElse(System.getProperty("user.home") + "/.cache");
        return Stream.of(
                        Optional.ofNullable(System.getenv("AQUIFER_HUB_PYTHON")).stream(),
                        Stream.of(cache + "/aquifer/hub-client/bin/python"))
                .flatMap(paths -> paths)
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
