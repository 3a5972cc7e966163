package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with an artifact once it is there: checked, mended, adopted, let go. */
class ModesTest {

    private static final byte[] SMALL = Bytes.random(3000, 50);
    private static final byte[] LARGE = Bytes.random(5 * Attempt.PART + 9, 51);
    private static final byte[] OTHER = Bytes.random(2 * Attempt.PART, 52);

    private final TestHub hub =
            new TestHub()
                    .file("config.json", SMALL)
                    .file("empty.txt", new byte[0])
                    .large("weights/large.bin", LARGE)
                    .large("other.bin", OTHER);

    @TempDir private Path volume;

    @AfterEach
    void stop() {
        hub.close();
    }

    private Attempt attempt() {
        return Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                .with("pinned", TestHub.COMMIT);
    }

    private Attempt verification(String digest) {
        return attempt().with("mode", "verify").with("digest", digest);
    }

    private static void flipAByte(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int was = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(was ^ 1);
        }
    }

    private static List<String> everything(Path folder) throws IOException {
        List<String> seen = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                seen.add(file + " " + Files.getLastModifiedTime(file));
            }
        }
        return seen;
    }

    @Test
    void verificationReadsEveryByteAndWritesNothing() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        String digest = hydrated.completed().digest();
        List<String> before = everything(volume);
        long sent = hub.storage.bodyBytes.get() + hub.hub.bodyBytes.get();

        Attempt.Outcome outcome = verification(digest).run();

        assertThat(outcome.result())
                .isInstanceOfSatisfying(
                        Result.Verified.class,
                        verified -> {
                            assertThat(verified.digest()).isEqualTo(digest);
                            assertThat(verified.files()).isEqualTo(4);
                            assertThat(verified.fields()).containsEntry("outcome", "verified");
                        });
        assertThat(everything(volume)).isEqualTo(before);
        assertThat(hub.storage.bodyBytes.get() + hub.hub.bodyBytes.get()).isEqualTo(sent);
    }

    @Test
    void aFlippedByteAndAMissingFileAreNamed() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        flipAByte(hydrated.file("weights/large.bin"));
        Files.delete(hydrated.file("config.json"));

        HydrationFailed failure =
                verification(hydrated.completed().digest()).run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(failure.detail())
                .containsEntry("paths", List.of("weights/large.bin", "config.json"))
                .containsEntry("count", 2)
                .containsEntry("missing", 1);
    }

    @Test
    void anArtifactThatIsOnlyMissingFilesSaysSo() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        Files.delete(hydrated.file("other.bin"));

        Attempt.Outcome outcome = attempt().with("mode", "verify").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.FILE_MISSING);
        assertThat(Volumes.markers(volume)).hasSize(1);
    }

    @Test
    void anArtifactWithoutMarkerIsMissing() {
        String digest = "sha256:" + "0".repeat(64);

        HydrationFailed failure = verification(digest).run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.FILE_MISSING);
        assertThat(failure.detail())
                .containsEntry(
                        "paths", List.of(".aquifer/complete/sha256-" + "0".repeat(64) + ".json"));
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void repairFetchesWhatIsDamagedAndNothingElse() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        String digest = hydrated.completed().digest();
        Path large = hydrated.file("weights/large.bin");
        flipAByte(large);
        Files.delete(hydrated.file("empty.txt"));
        Files.delete(hydrated.file("config.json"));
        Files.createDirectory(hydrated.file("config.json"));
        Object untouched = Files.getAttribute(hydrated.file("other.bin"), "unix:ino");

        Attempt.Outcome outcome =
                attempt()
                        .with("digest", digest)
                        .with("repair", List.of("weights/large.bin", "empty.txt", "config.json"))
                        .run();

        assertThat(outcome.completed().digest()).isEqualTo(digest);
        assertThat(outcome.completed().effort().fetchedBytes())
                .isEqualTo(LARGE.length + SMALL.length);
        assertThat(Files.readAllBytes(large)).isEqualTo(LARGE);
        assertThat(Files.getAttribute(hydrated.file("other.bin"), "unix:ino")).isEqualTo(untouched);
        assertThat(Volumes.staged(volume)).isEmpty();
        assertThat(verification(digest).run().result()).isInstanceOf(Result.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsReadIsMendedInItsPlace(boolean tidying) throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        Path large = hydrated.file("weights/large.bin");
        Path other = hydrated.file("other.bin");
        Files.write(large, Arrays.copyOf(LARGE, 100));
        Path published = volume.resolve(hydrated.completed().folder());
        Object folder = Files.getAttribute(published, "unix:ino");
        Object untouched = Files.getAttribute(other, "unix:ino");

        try (InputStream reader = Files.newInputStream(large)) {
            Attempt again = tidying ? attempt().with("keep", List.of()) : attempt();
            assertThat(again.run().completed().digest()).isEqualTo(hydrated.completed().digest());

            assertThat(reader.readAllBytes()).hasSize(100);
        }
        assertThat(Files.readAllBytes(large)).isEqualTo(LARGE);
        assertThat(Files.getAttribute(published, "unix:ino")).isEqualTo(folder);
        assertThat(Files.getAttribute(other, "unix:ino")).isEqualTo(untouched);
        assertThat(Volumes.staged(volume)).isEmpty();
        assertThat(verification(hydrated.completed().digest()).run().result())
                .isInstanceOf(Result.Verified.class);
    }

    @Test
    void anEmptyFileIsRepairedToo() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        Files.delete(hydrated.file("empty.txt"));

        attempt().with("repair", List.of("empty.txt")).run().completed();

        assertThat(hydrated.file("empty.txt")).isEmptyFile();
    }

    @Test
    void aRepairForWhichThereIsNoSpaceKeepsNone() throws IOException {
        attempt().run().completed();
        Path markers = volume.resolve(".aquifer/complete");
        String marker = Files.readString(markers.resolve(Volumes.markers(volume).getFirst()));
        long absurd = 900_000_000_000_000_000L;
        ArtifactDigest digest =
                ArtifactDigest.of(
                        List.of(
                                new VerifiedFile("config.json", SMALL.length, Bytes.sha256(SMALL)),
                                new VerifiedFile("empty.txt", 0, Bytes.sha256(new byte[0])),
                                new VerifiedFile("other.bin", OTHER.length, Bytes.sha256(OTHER)),
                                new VerifiedFile(
                                        "weights/large.bin", absurd, Bytes.sha256(LARGE))));
        Files.writeString(
                markers.resolve(digest.folder() + ".json"),
                marker.replace("\"size\":" + LARGE.length, "\"size\":" + absurd));

        Attempt.Outcome outcome =
                attempt()
                        .with("digest", digest.toString())
                        .with("repair", List.of("weights/large.bin"))
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.INSUFFICIENT_SPACE);
        assertThat(Volumes.staged(volume)).isEmpty();
    }

    @Test
    void repairBelievesTheMarkerAndNotTheSource() throws IOException {
        Attempt.Outcome hydrated = attempt().run();
        flipAByte(hydrated.file("other.bin"));
        byte[] damaged = Files.readAllBytes(hydrated.file("other.bin"));
        hub.large("other.bin", Bytes.random(OTHER.length, 53));

        Attempt.Outcome outcome = attempt().with("repair", List.of("other.bin")).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(Files.readAllBytes(hydrated.file("other.bin"))).isEqualTo(damaged);
    }

    @Test
    void repairRefusesWhatIsNoFileOfTheArtifact() {
        attempt().run().completed();

        Attempt.Outcome outcome = attempt().with("repair", List.of("stranger.bin")).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.BAD_REQUEST);
    }

    private Path somebodyElsesFolder() throws IOException {
        Path folder = Files.createDirectories(volume.resolve("models/mine"));
        Files.createDirectories(folder.resolve("weights"));
        Files.write(folder.resolve("config.json"), SMALL);
        Files.write(folder.resolve("empty.txt"), new byte[0]);
        Files.write(folder.resolve("weights/large.bin"), LARGE);
        Files.write(folder.resolve("blob"), OTHER);
        Files.createSymbolicLink(folder.resolve("other.bin"), Path.of("blob"));
        return folder;
    }

    private Attempt adoption() {
        return attempt()
                .with("mode", "adopt")
                .with("target", Map.of("root", volume.toString(), "subPath", "models/mine"));
    }

    @Test
    void anAdoptedFolderHasTheDigestOfAHydratedOne() throws IOException {
        String digest = attempt().run().completed().digest();
        somebodyElsesFolder();
        List<String> before = everything(volume);

        Attempt.Outcome outcome = adoption().run();

        assertThat(outcome.completed().digest()).isEqualTo(digest);
        assertThat(outcome.completed().folder()).isEmpty();
        assertThat(outcome.completed().pinned()).isEqualTo(TestHub.COMMIT);
        assertThat(outcome.completed().bytes())
                .isEqualTo(SMALL.length + LARGE.length + OTHER.length);
        assertThat(everything(volume)).isEqualTo(before);
    }

    @Test
    void aFolderWithOtherBytesIsNotAdopted() throws IOException {
        Path folder = somebodyElsesFolder();
        flipAByte(folder.resolve("weights/large.bin"));
        Files.write(folder.resolve("config.json"), new byte[] {1});

        HydrationFailed failure = adoption().run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(failure.detail())
                .containsEntry("paths", List.of("config.json", "weights/large.bin"));
    }

    @Test
    void aLinkOutOfTheVolumeIsNotAdopted() throws IOException {
        Path folder = somebodyElsesFolder();
        Path outside = Files.write(Files.createTempFile("outside", ""), OTHER);
        Files.delete(folder.resolve("other.bin"));
        Files.createSymbolicLink(folder.resolve("other.bin"), outside);

        assertThat(adoption().run().failed().failure().code()).isEqualTo(Code.FILE_MISSING);
        Files.delete(outside);
    }

    @Test
    void aFolderThatIsNotThereIsNotAdopted() {
        assertThat(adoption().run().failed().failure().code()).isEqualTo(Code.FILE_MISSING);
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void formerArtifactsGoOnlyWhenToldAndOnlyThoseNotKept() throws IOException {
        String first = inline("one").run().completed().digest();
        String second = inline("two").run().completed().digest();
        String third = inline("three").run().completed().digest();
        Files.writeString(volume.resolve("sha256-notes"), "somebody's");
        assertThat(Volumes.markers(volume)).hasSize(3);

        Attempt.Outcome outcome = inline("three").with("keep", List.of(second)).run();

        assertThat(outcome.completed().removed()).containsExactly(first);
        assertThat(outcome.result().fields()).containsEntry("removed", List.of(first));
        assertThat(volume.resolve(folder(first))).doesNotExist();
        assertThat(volume.resolve(folder(second))).isDirectory();
        assertThat(volume.resolve(folder(third))).isDirectory();
        assertThat(volume.resolve("sha256-notes")).hasContent("somebody's");
        assertThat(Volumes.markers(volume)).hasSize(2);
        assertThat(volume.resolve(".aquifer/trash")).doesNotExist();
    }

    private Attempt inline(String content) {
        return Attempt.inline(volume, content, "artifact");
    }

    private static String folder(String digest) {
        return digest.replace(':', '-');
    }
}
