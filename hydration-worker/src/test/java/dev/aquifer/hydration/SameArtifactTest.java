package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.testkit.MotoServer;
import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.testkit.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files are the same artifact, wherever they come from. */
class SameArtifactTest {

    private static final Map<String, byte[]> FILES =
            Map.of(
                    "config.json", "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8),
                    "tokenizer.model", Bytes.random(700, 20),
                    "weights.bin", Bytes.random(2 * Attempt.PART + 5, 21));
    private static final String DIGEST =
            ArtifactDigest.of(
                            FILES.entrySet().stream()
                                    .map(f -> verified(f.getKey(), f.getValue()))
                                    .toList())
                    .toString();

    @TempDir private Path scratch;

    private static VerifiedFile verified(String path, byte[] bytes) {
        return new VerifiedFile(path, bytes.length, Bytes.sha256(bytes));
    }

    private Path volume(String name) throws IOException {
        return Files.createDirectory(scratch.resolve(name));
    }

    private static void isIt(Attempt attempt) {
        assertThat(attempt.run().completed().digest()).isEqualTo(DIGEST);
    }

    @Test
    void fromAHub() throws IOException {
        try (TestHub hub = new TestHub()) {
            hub.file("config.json", bytes("config.json"))
                    .file("tokenizer.model", bytes("tokenizer.model"))
                    .large("weights.bin", bytes("weights.bin"));

            isIt(Attempt.hub(volume("hub"), hub.endpoint(), "org/model", "main"));
        }
    }

    private static byte[] bytes(String name) {
        return FILES.getOrDefault(name, new byte[0]);
    }

    @Test
    void fromAnObjectStore() throws IOException {
        try (MotoServer store = MotoServer.start(scratch.resolve("log"))) {
            store.bucket("models");
            FILES.forEach((name, bytes) -> store.object("models", "a/b/" + name, bytes));

            isIt(Attempt.s3(volume("store"), store.url(), "s3://models/a/b"));
        }
    }

    @Test
    void fromARegistryAsFilesAndAsAnArchive() throws IOException {
        try (RegistryServer registry = RegistryServer.start(scratch, "", Optional.empty())) {
            OciArtifact files = new OciArtifact();
            Tar tar = new Tar();
            FILES.forEach(files::file);
            FILES.forEach(tar::file);
            registry.push("files", files)
                    .push("archive", new OciArtifact().folder("x", tar.bytes()));

            isIt(Attempt.oci(volume("files"), registry.image(":files")));
            isIt(Attempt.oci(volume("archive"), registry.image(":archive")));
        }
    }

    @Test
    void fromAConfigMap() throws IOException {
        Path mount = volume("mount");
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            Files.write(mount.resolve(file.getKey()), file.getValue());
        }

        isIt(Attempt.configMap(volume("map"), mount));
    }

    @Test
    void isFoundOnAVolumeWhateverSourceItCameFrom() throws IOException {
        Path volume = volume("shared");
        Path mount = volume("mount");
        Files.write(mount.resolve("weights.bin"), bytes("weights.bin"));
        try (TestOrigin origin = new TestOrigin()) {
            origin.on(
                    "/weights.bin",
                    (request, answer) -> answer.file(bytes("weights.bin"), "\"1\""));
            Attempt web =
                    Attempt.http(volume, origin.url("/weights.bin"))
                            .source("filename", "weights.bin");

            Result.Completed first = web.run().completed();
            Result.Completed second = Attempt.configMap(volume, mount).run().completed();
            Result.Completed third = web.with("pinned", first.pinned()).run().completed();

            assertThat(second.folder()).isEqualTo(first.folder());
            assertThat(second.unverifiedFiles()).isZero();
            assertThat(third.unverifiedFiles()).isEqualTo(1);
            assertThat(Volumes.published(volume)).hasSize(1);
            assertThat(Volumes.markers(volume)).hasSize(1);
        }
    }
}
