package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ConfigMap as the kubelet mounts it: links into a folder that is exchanged at once. */
class ConfigMapHydrationTest {

    private static final byte[] BINARY = Bytes.random(300, 4);

    @TempDir private Path volume;
    @TempDir private Path mount;

    @BeforeEach
    void mount() throws IOException {
        write(
                "..2026_11_21_1",
                Map.of(
                        "config.json",
                        "{\"a\": 1}".getBytes(StandardCharsets.UTF_8),
                        "vocabulary.bin",
                        BINARY));
        for (String key : new String[] {"config.json", "vocabulary.bin"}) {
            Files.createSymbolicLink(mount.resolve(key), Path.of("..data", key));
        }
    }

    private void write(String folder, Map<String, byte[]> entries) throws IOException {
        Path data = Files.createDirectory(mount.resolve(folder));
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Files.write(data.resolve(entry.getKey()), entry.getValue());
        }
        Files.deleteIfExists(mount.resolve("..data"));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of(folder));
    }

    private Attempt attempt() {
        return Attempt.configMap(volume, mount);
    }

    @Test
    void takesEveryEntry() throws IOException {
        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().files()).isEqualTo(2);
        assertThat(Files.readAllBytes(outcome.file("vocabulary.bin"))).isEqualTo(BINARY);
        assertThat(outcome.completed().pinned()).isEqualTo(outcome.completed().digest());
    }

    @Test
    void takesOneEntryUnderAnotherName() throws IOException {
        Attempt.Outcome outcome =
                attempt().source("key", "vocabulary.bin").source("filename", "a/b.bin").run();

        assertThat(outcome.completed().files()).isEqualTo(1);
        assertThat(Files.readAllBytes(outcome.file("a/b.bin"))).isEqualTo(BINARY);
    }

    @Test
    void refusesContentThatIsNotThePinnedOne() throws IOException {
        String pinned = attempt().run().completed().pinned();
        write("..2026_11_21_2", Map.of("config.json", BINARY, "vocabulary.bin", BINARY));

        assertThat(attempt().with("pinned", pinned).run().completed().alreadyPresent()).isTrue();
        Attempt.Outcome elsewhere = attempt().with("pinned", "sha256:" + "0".repeat(64)).run();
        assertThat(elsewhere.failed().failure().code()).isEqualTo(Code.PINNED_REVISION_GONE);
    }

    @Test
    void namesWhatIsNotThere() {
        Attempt.Outcome entry = attempt().source("key", "nothing").run();
        Attempt.Outcome mount = Attempt.configMap(volume, volume.resolve("nowhere")).run();

        assertThat(entry.failed().failure().code()).isEqualTo(Code.NOT_FOUND);
        assertThat(entry.failed().failure().message()).contains("nothing");
        assertThat(mount.failed().failure().code()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void refusesMoreThanAConfigMapCanHold() throws IOException {
        write("..2", Map.of("config.json", new byte[5 * 1024 * 1024]));

        assertThat(attempt().source("key", "config.json").run().failed().failure().code())
                .isEqualTo(Code.BAD_REQUEST);
    }
}
