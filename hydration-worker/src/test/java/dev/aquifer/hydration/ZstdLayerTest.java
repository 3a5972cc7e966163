package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.testkit.OciArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that zstd compressed, well and badly. */
class ZstdLayerTest {

    private static final byte[] WEIGHTS = Bytes.random(3 * Attempt.PART + 7, 12);
    private static final byte[] TEXT =
            "again and again ".repeat(40_000).getBytes(StandardCharsets.UTF_8);
    private static final byte[] TAR = new Tar().file("a", WEIGHTS).file("b", TEXT).bytes();

    /** The largest window that there may be. */
    private static final int WINDOW_LOG = 23;

    private final FakeRegistry registry = new FakeRegistry();
    @TempDir private Path volume;
    @TempDir private Path scratch;

    @AfterEach
    void stop() {
        registry.close();
    }

    private Attempt of(byte[] layer) {
        OciArtifact artifact =
                new OciArtifact()
                        .layer("application/vnd.oci.image.layer.v1.tar+zstd", layer, Map.of());
        registry.holds("v1", artifact);
        return Attempt.oci(volume, registry.image(":v1")).policy("maxAttempts", 2);
    }

    private HydrationFailed refusal(byte[] layer) {
        HydrationFailed failure = of(layer).run().failed().failure();
        assertThat(Volumes.published(volume)).isEmpty();
        return failure;
    }

    private static void requireUnpacked(Attempt.Outcome outcome) throws IOException {
        assertThat(Files.readAllBytes(outcome.file("a"))).isEqualTo(WEIGHTS);
        assertThat(Files.readAllBytes(outcome.file("b"))).isEqualTo(TEXT);
    }

    @Test
    void unpacksALayer() throws IOException {
        requireUnpacked(of(Zstd.compressed(TAR)).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-3", "-19", "--no-check", "--format=zstd"})
    void unpacksWhatTheUsualToolCompresses(String option) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/zstd")), "SKIPPED: no zstd (Debian: zstd)");
        Path tar = Files.write(scratch.resolve("it.tar"), TAR);
        Path packed = scratch.resolve("it.tar.zst");
        Process made =
                new ProcessBuilder("zstd", "-q", option, tar.toString(), "-o", packed.toString())
                        .inheritIO()
                        .start();
        assertThat(made.waitFor()).isZero();

        requireUnpacked(of(Files.readAllBytes(packed)).run());
    }

    @Test
    void unpacksManyFramesAndSkipsThoseThatAreNobodys() throws IOException {
        byte[] nobodys = Zstd.skippable(new byte[200]);
        byte[] layer =
                Zstd.joined(
                        nobodys,
                        Zstd.compressed(Arrays.copyOf(TAR, 100_000)),
                        nobodys,
                        Zstd.stored(Arrays.copyOfRange(TAR, 100_000, 300_000), WINDOW_LOG),
                        Zstd.compressed(Arrays.copyOfRange(TAR, 300_000, TAR.length)),
                        nobodys);

        requireUnpacked(of(layer).run());
    }

    @Test
    void refusesAWindowThatASmallHeapHasNoRoomFor() {
        for (byte[] layer :
                List.of(
                        Zstd.stored(TAR, WINDOW_LOG + 1),
                        Zstd.stored(TAR, 31),
                        Zstd.single((8 << 20) + 1),
                        Zstd.single(-1),
                        Zstd.joined(
                                Zstd.compressed(Arrays.copyOf(TAR, 700)), Zstd.stored(TAR, 27)))) {
            HydrationFailed failure = refusal(layer);

            assertThat(failure.code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
            assertThat(failure.message()).contains("window of more than 8 MiB");
        }
    }

    @Test
    void refusesWhatIsBroken() {
        byte[] good = Zstd.compressed(TAR);
        byte[] garbled = Zstd.stored(TAR, WINDOW_LOG);
        garbled[6] |= 4; // Not stored, it says, but compressed.
        byte[] reserved = Zstd.stored(TAR, WINDOW_LOG);
        reserved[6] |= 6;
        for (byte[] layer :
                List.of(
                        garbled,
                        Arrays.copyOf(good, good.length / 2),
                        Arrays.copyOf(good, 5),
                        Arrays.copyOf(Zstd.stored(TAR, WINDOW_LOG), 200_000),
                        reserved,
                        Zstd.skippable(new byte[9]),
                        Zstd.joined(Zstd.compressed(Arrays.copyOf(TAR, 700)), new byte[9]))) {
            assertThat(refusal(layer).code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
        }
    }

    @Test
    void refusesABomb() {
        byte[] bomb = new Tar().entry('0', "a", "", 80 * 1024 * 1024, new byte[0]).bytes();

        HydrationFailed failure = refusal(Zstd.compressed(bomb));

        assertThat(failure.code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
        assertThat(failure.message()).contains("times its size");
    }

    @Test
    void theLargestWindowFitsIntoTheSmallHeapOfAWorker() throws IOException {
        byte[] large = Bytes.random(24 << 20, 5);
        Attempt attempt = of(Zstd.stored(new Tar().file("large", large).bytes(), WINDOW_LOG));

        try (Child child = Child.start(scratch, attempt)) {
            assertThat(child.exitCode()).as(child::output).isZero();
            Path folder = volume.resolve(child.result().text("folder"));
            assertThat(folder.resolve("large")).hasBinaryContent(large);
        }
    }
}
