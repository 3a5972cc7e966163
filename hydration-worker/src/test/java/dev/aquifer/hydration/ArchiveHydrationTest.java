package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.volume.Steps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are archives, well made and badly. */
class ArchiveHydrationTest {

    private static final byte[] SMALL = "small\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(3 * Attempt.PART + 7, 12);
    private static final byte[] OTHER = Bytes.random(5000, 13);
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    private final FakeRegistry registry = new FakeRegistry();
    @TempDir private Path volume;
    @TempDir private Path scratch;

    @AfterEach
    void stop() {
        registry.close();
    }

    private Attempt attempt() {
        return Attempt.oci(volume, registry.image(":v1")).policy("maxAttempts", 2);
    }

    private Attempt of(byte[]... archives) {
        OciArtifact artifact = new OciArtifact();
        for (byte[] archive : archives) {
            artifact.layer(TAR, archive, Map.of());
        }
        registry.holds("v1", artifact);
        return attempt();
    }

    private Code refusal(Tar tar) {
        Code code = of(tar.bytes()).run().failed().failure().code();
        assertThat(Volumes.published(volume)).isEmpty();
        return code;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar", "v7"})
    void unpacksWhatTarPacks(String format) throws Exception {
        String deep = "folder/" + "long-name-".repeat(format.matches("gnu|posix") ? 14 : 4);
        Path folder = Files.createDirectories(scratch.resolve(format));
        Files.createDirectories(folder.resolve(deep).getParent());
        Files.write(folder.resolve(deep), WEIGHTS);
        Files.write(folder.resolve("é.txt"), SMALL);
        Files.createFile(folder.resolve("empty"));
        Files.createSymbolicLink(folder.resolve("folder/link"), Path.of("../é.txt"));
        Files.createLink(folder.resolve("same"), folder.resolve("é.txt"));
        Path tar = scratch.resolve("it.tar");
        Process made =
                new ProcessBuilder("tar", "--format=" + format, "-cf", tar.toString(), ".")
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertThat(made.waitFor()).isZero();

        Attempt.Outcome outcome = of(OciArtifact.gzip(Files.readAllBytes(tar))).run();

        assertThat(outcome.completed().files()).isEqualTo(5);
        assertThat(Files.readAllBytes(outcome.file(deep))).isEqualTo(WEIGHTS);
        assertThat(Files.readAllBytes(outcome.file("folder/link"))).isEqualTo(SMALL);
        assertThat(Files.readAllBytes(outcome.file("same"))).isEqualTo(SMALL);
        try (Stream<Path> all = Files.walk(outcome.file(""))) {
            assertThat(all).noneMatch(Files::isSymbolicLink);
        }
    }

    @Test
    void isTheArtifactThatTheSameFilesAreWithoutAnArchive() {
        registry.holds("v1", new OciArtifact().file("a/b", WEIGHTS).file("c", SMALL));
        String plain = attempt().run().completed().digest();

        Attempt.Outcome packed =
                of(new Tar().file("./a/b", WEIGHTS).bytes(), new Tar().file("c", SMALL).bytes())
                        .run();

        assertThat(packed.completed().digest()).isEqualTo(plain);
    }

    @Test
    void laysArchivesOverEachOtherAsAnImageDoes() throws IOException {
        Attempt.Outcome outcome =
                of(
                                new Tar()
                                        .file("a", WEIGHTS)
                                        .file("gone/x", SMALL)
                                        .file("emptied/x", SMALL)
                                        .link("alias", "a")
                                        .bytes(),
                                new Tar()
                                        .file(".wh.gone", new byte[0])
                                        .file("emptied/.wh..wh..opq", new byte[0])
                                        .file("emptied/y", SMALL)
                                        .file("a", SMALL)
                                        .bytes())
                        .run();

        assertThat(outcome.completed().files()).isEqualTo(3);
        assertThat(Files.readAllBytes(outcome.file("a"))).isEqualTo(SMALL);
        assertThat(Files.readAllBytes(outcome.file("alias"))).isEqualTo(SMALL);
        assertThat(outcome.file("emptied/y")).exists();
        assertThat(outcome.file("gone/x")).doesNotExist();
        assertThat(outcome.file("emptied/x")).doesNotExist();
    }

    @Test
    void fetchesNothingAgainWhenItWasStoppedBeforeUnpacking() throws IOException {
        byte[] tar = new Tar().file("a", WEIGHTS).file("b", SMALL).bytes();
        CompletableFuture<Attempt.Running> running = new CompletableFuture<>();
        Steps stopping =
                step -> {
                    if (step == Steps.Step.FILE_RECORDED) {
                        running.join().interrupt();
                    }
                };
        running.complete(of(tar).in(Environment.real().watchedBy(stopping)).start());
        assertThat(running.join().join().result()).isInstanceOf(Result.Interrupted.class);

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isZero();
        assertThat(Files.readAllBytes(outcome.file("a"))).isEqualTo(WEIGHTS);
        assertThat(Volumes.staged(volume)).isEmpty();
    }

    @Test
    void keepsNothingOfWhatWasUnpackedBefore() throws IOException {
        Attempt attempt = of(new Tar().file("a", WEIGHTS).bytes());
        Steps stopping =
                step -> {
                    if (step == Steps.Step.BEFORE_RENAME) {
                        throw new IllegalStateException("killed");
                    }
                };
        attempt.in(Environment.real().watchedBy(stopping)).run().failed();
        Path staged = volume.resolve(".aquifer/staging/" + Volumes.staged(volume).getFirst());
        Files.writeString(staged.resolve("files/left over"), "x");

        Attempt.Outcome outcome = attempt.in(Environment.real()).run();

        assertThat(outcome.completed().files()).isEqualTo(1);
        assertThat(outcome.file("left over")).doesNotExist();
    }

    @Test
    void repairsAFileOfAnArchive() throws IOException {
        byte[] tar = new Tar().file("a", WEIGHTS).file("b", SMALL).bytes();
        registry.holds("v1", new OciArtifact().file("plain", SMALL).layer(TAR, tar, Map.of()));
        Attempt.Outcome first = attempt().run();
        Files.write(first.file("b"), "SMALL\n".getBytes(StandardCharsets.UTF_8));
        Files.write(first.file("plain"), "SMALL\n".getBytes(StandardCharsets.UTF_8));

        Attempt repair = attempt().with("pinned", first.completed().pinned());
        repair.with("repair", List.of("b", "plain")).run().completed();

        assertThat(Files.readAllBytes(first.file("b"))).isEqualTo(SMALL);
        assertThat(Files.readAllBytes(first.file("plain"))).isEqualTo(SMALL);
        assertThat(Volumes.staged(volume)).isEmpty();
    }

    /** Two archives; a link of the second one leads to a file of the first. */
    private Attempt.Outcome twoArchives() {
        return of(
                        new Tar().file("a", SMALL).file("far/target", OTHER).bytes(),
                        new Tar().file("b", WEIGHTS).link("far/link", "target").bytes())
                .run();
    }

    private Attempt.Outcome repaired(Attempt.Outcome first, String... paths) throws IOException {
        for (String path : paths) {
            Files.write(first.file(path), Bytes.random((int) Files.size(first.file(path)), 99));
        }
        return attempt()
                .with("pinned", first.completed().pinned())
                .with("repair", List.of(paths))
                .run();
    }

    @Test
    void repairsFromTheArchiveThatHoldsTheFileAlone() throws IOException {
        Attempt.Outcome first = twoArchives();

        Attempt.Outcome repair = repaired(first, "a");

        assertThat(repair.completed().effort().fetchedBytes()).isLessThan(WEIGHTS.length);
        assertThat(first.file("a")).hasBinaryContent(SMALL);
    }

    @Test
    void repairsALinkFromTheArchiveThatHoldsItsBytes() throws IOException {
        Attempt.Outcome first = twoArchives();
        Files.delete(first.file("far/link"));
        Files.write(first.file("far/link"), new byte[OTHER.length]);

        Attempt.Outcome repair = repaired(first, "far/link");

        assertThat(repair.completed().effort().fetchedBytes()).isLessThan(WEIGHTS.length);
        assertThat(first.file("far/link")).hasBinaryContent(OTHER);
    }

    @Test
    void repairsALinkThatLeadsToAFileBesideItsArchive() throws IOException {
        byte[] tar = new Tar().file("a", WEIGHTS).link("link", "plain").bytes();
        registry.holds("v1", new OciArtifact().file("plain", OTHER).layer(TAR, tar, Map.of()));
        Attempt.Outcome first = attempt().run();
        Files.delete(first.file("link"));
        Files.write(first.file("link"), new byte[OTHER.length]);

        Attempt.Outcome repair = repaired(first, "link");

        assertThat(repair.completed().effort().fetchedBytes()).isEqualTo(OTHER.length);
        assertThat(first.file("link")).hasBinaryContent(OTHER);
    }

    @Test
    void repairsWhatTheSecondArchiveHoldsWithoutTheTargetsOfItsLinks() throws IOException {
        Attempt.Outcome first = twoArchives();

        Attempt.Outcome repair = repaired(first, "b");

        long second = new Tar().file("b", WEIGHTS).link("far/link", "target").bytes().length;
        assertThat(repair.completed().effort().fetchedBytes()).isEqualTo(second);
        assertThat(first.file("b")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void fetchesAllArchivesWhereNobodyRecordedWhichOneItIs() throws IOException {
        Attempt.Outcome first = twoArchives();
        Path marker = volume.resolve(".aquifer/complete/" + Volumes.markers(volume).getFirst());
        String json = Files.readString(marker);
        String former = json.replaceAll("\"archives\":\\[[^]]*],|,\"archive\":\\d+", "");
        assertThat(former).isNotEqualTo(json).doesNotContain("archive");
        Files.writeString(marker, former);

        Attempt.Outcome repair = repaired(first, "a");

        assertThat(repair.completed().effort().fetchedBytes()).isGreaterThan(WEIGHTS.length);
        assertThat(first.file("a")).hasBinaryContent(SMALL);
    }

    @Test
    void cannotTellWhatAVolumeShouldHold() {
        Attempt adopt = of(new Tar().file("a", WEIGHTS).bytes()).with("mode", "adopt");

        assertThat(adopt.run().failed().failure().code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
    }

    @Test
    void refusesNamesThatLeaveTheFolder() {
        for (String name : List.of("../evil", "/etc/passwd", "a/../../b", "a\\b", ".aquifer/x")) {
            assertThat(refusal(new Tar().file(name, SMALL))).as(name).isEqualTo(Code.PATH_INVALID);
        }
    }

    @Test
    void refusesLinksThatLeaveTheFolder() throws IOException {
        Path canary = Files.writeString(scratch.resolve("canary"), "canary");
        for (Tar tar :
                List.of(
                        new Tar().file("a", SMALL).link("x", canary.toString()),
                        new Tar().file("a", SMALL).link("x", "../../../../../../etc/passwd"),
                        new Tar().file("a", SMALL).link("x", "nothing"),
                        new Tar().file("a", SMALL).link("x", "x"),
                        new Tar().file("a", SMALL).link("x", "y").link("y", "x"),
                        new Tar().file("a", SMALL).hardLink("x", canary.toString()),
                        new Tar().file("a", SMALL).hardLink("x", "../../x"))) {
            assertThat(refusal(tar)).isEqualTo(Code.PATH_INVALID);
        }
    }

    @Test
    void writesThroughNoLink() throws IOException {
        Path outside = Files.createDirectory(scratch.resolve("outside"));

        Code code = refusal(new Tar().link("a", outside.toString()).file("a/evil", SMALL));

        assertThat(code).isEqualTo(Code.PATH_INVALID);
        assertThat(outside).isEmptyDirectory();
        Attempt.Outcome inside = of(new Tar().link("a", "b").file("b/c", SMALL).bytes()).run();
        assertThat(inside.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
    }

    @Test
    void refusesWhatIsNeitherFileNorFolderNorLink() {
        for (char type : "346SZ".toCharArray()) {
            Tar tar = new Tar().file("a", SMALL).entry(type, "x", "", 0, new byte[0]);

            assertThat(refusal(tar)).as("type " + type).isEqualTo(Code.SOURCE_UNSUPPORTED);
        }
    }

    @Test
    void refusesArchivesThatAreBroken() {
        byte[] good = new Tar().file("a", WEIGHTS).bytes();
        byte[] flipped = good.clone();
        flipped[3] ^= 1;
        byte[] packed = OciArtifact.gzip(good);
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0};
        for (byte[] archive :
                List.of(
                        flipped,
                        Arrays.copyOf(good, 700),
                        Arrays.copyOf(good, 100),
                        Arrays.copyOf(packed, packed.length / 2),
                        zstd,
                        new Tar().entry('0', "a", "", 1L << 32, SMALL).bytes(),
                        new Tar().entry('x', "h", "", 9, bytes("99 path=a")).bytes())) {
            assertThat(of(archive).run().failed().failure().code())
                    .isEqualTo(Code.SOURCE_UNSUPPORTED);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesABomb() {
        byte[] bomb = new Tar().entry('0', "a", "", 80 * 1024 * 1024, new byte[0]).bytes();

        Attempt.Outcome outcome = of(OciArtifact.gzip(bomb)).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
        assertThat(outcome.failed().failure().message()).contains("times its size");
    }

    @Test
    void refusesMoreEntriesThanThereMayBe() {
        Tar tar = new Tar().file("a", SMALL).file("b", SMALL).link("c", "a");

        HydrationFailed failure = of(tar.bytes()).policy("maxFiles", 2).run().failed().failure();
        assertThat(failure.code()).isEqualTo(Code.PATH_INVALID);
        assertThat(failure.message()).endsWith("the 2 files that policy.maxFiles allows");
        assertThat(of(tar.bytes()).run().completed().files()).isEqualTo(3);
        tar.file(".wh.x", SMALL).file(".wh.y", SMALL).file(".wh.z", SMALL).file(".wh.z", SMALL);
        assertThat(of(tar.bytes()).policy("maxFiles", 3).run().failed().failure().code())
                .isEqualTo(Code.PATH_INVALID);
    }

    @Test
    void refusesAnArchiveWithoutFiles() {
        assertThat(refusal(new Tar())).isEqualTo(Code.SOURCE_EMPTY);
    }

    @Test
    void refusesAnEntryThatIsAlsoAFileBeside() {
        registry.holds(
                "v1",
                new OciArtifact()
                        .file("a", WEIGHTS)
                        .layer(TAR, new Tar().file("a", SMALL).bytes(), Map.of()));

        assertThat(attempt().run().failed().failure().code()).isEqualTo(Code.PATH_INVALID);
        assertThat(Files.exists(volume.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
}
