package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.testkit.OciArtifact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers will mount of an artifact has to be in it. */
class MountedPartTest {

    private static final byte[] CONFIG = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(3 * Attempt.PART, 30);
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    private final TestHub hub =
            new TestHub().file("config.json", CONFIG).large("original/weights/w.bin", WEIGHTS);
    private final FakeRegistry registry = new FakeRegistry();
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        hub.close();
        registry.close();
    }

    private static Attempt mounting(Attempt attempt, String subPath) {
        return attempt.with("mount", Map.of("subPath", subPath));
    }

    private Attempt.Outcome fromTheHub(String subPath) {
        return mounting(Attempt.hub(volume, hub.endpoint(), "org/model", "main"), subPath).run();
    }

    private static HydrationFailed refused(Attempt.Outcome outcome) {
        HydrationFailed failure = outcome.failed().failure();
        assertThat(failure.code()).isEqualTo(Code.PATH_INVALID);
        return failure;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "original",
                "original/weights",
                "original/weights/",
                "./original//weights",
                "original/weights/w.bin",
                "config.json",
                "."
            })
    void isAFolderOrAFileOfTheArtifact(String subPath) {
        assertThat(fromTheHub(subPath).completed().files()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orig", "weights", "original/weights/w.bin/x", "Original", "config"})
    void isRefusedByTheNameOfItsFieldBeforeAByteIsFetched(String subPath) {
        Attempt.Outcome outcome = fromTheHub(subPath);

        assertThat(refused(outcome).message())
                .isEqualTo(
                        "mount.subPath: \"%s\" is no folder and no file of the artifact, which has config.json, original/"
                                .formatted(subPath));
        assertThat(refused(outcome).detail()).containsEntry("path", subPath);
        assertThat(outcome.failed().effort().fetchedBytes()).isZero();
        assertThat(Volumes.published(volume)).isEmpty();
    }

    /** Then another revision may be tried, also where the source names a branch. */
    @Test
    void pinsNoRevisionThatLacksIt() {
        assertThat(fromTheHub("none").all(Report.Planned.class)).isEmpty();
    }

    @Test
    void isLookedForInWhatIsThereAlready() {
        String pinned = fromTheHub("original").completed().pinned();
        Attempt later =
                Attempt.hub(volume, hub.endpoint(), "org/model", "main").with("pinned", pinned);

        refused(mounting(later, "none").run());

        assertThat(mounting(later, "original/weights").run().completed().alreadyPresent()).isTrue();
    }

    private Attempt.Outcome fromAnArchive(String subPath) {
        registry.holds(
                "v1",
                new OciArtifact()
                        .file("README", CONFIG)
                        .layer(TAR, new Tar().file("./in/a", WEIGHTS).bytes(), Map.of()));
        return mounting(Attempt.oci(volume, registry.image(":v1")), subPath).run();
    }

    @Test
    void isLookedForInAnArchiveBeforeThatIsPublished() {
        Attempt.Outcome outcome = fromAnArchive("none");

        assertThat(refused(outcome).message()).endsWith("which has README, in/");
        assertThat(Volumes.published(volume)).isEmpty();
        assertThat(Volumes.markers(volume)).isEmpty();
        Attempt.Outcome mended = fromAnArchive("in");
        assertThat(mended.completed().files()).isEqualTo(2);
        assertThat(mended.completed().effort().fetchedBytes()).isZero();
    }
}
