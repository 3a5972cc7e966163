package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that take two names for one, where this machine can mount any. */
class FoldingVolumeTest {

    /** Mounts such a volume at {@code $0} with what the kernel has, and runs what follows there. */
    private static final String MOUNTED =
            """
            image=$1; shift
            { mount -t tmpfs -o casefold tmpfs "$0" && chattr +F "$0"; } ||
              { truncate -s 64m "$image" && mkfs.vfat "$image" && mount -o loop,utf8 "$image" "$0"; } ||
              { truncate -s 64m "$image" && mkfs.ext4 -q -O casefold "$image" &&
                mount -o loop "$image" "$0" && chattr +F "$0"/. ; } || exit 99
            "$@"
            """;

    private static final byte[] ONE = Bytes.random(100_000, 40);
    private static final byte[] OTHER = Bytes.random(100_000, 41);

    private final TestHub hub = new TestHub();
    @TempDir private Path scratch;

    @AfterEach
    void stop() {
        hub.close();
    }

    private List<String> onFoldingVolume() throws IOException {
        Path volume = Files.createDirectories(scratch.resolve("volume"));
        return List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                MOUNTED,
                volume.toString(),
                scratch.resolve("image").toString());
    }

    private void assumeThereIsOne() throws Exception {
        List<String> command = new ArrayList<>(onFoldingVolume());
        command.add("true");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Assumptions.assumeTrue(
                process.waitFor() == 0,
                "SKIPPED: no file system that folds names can be mounted here (vfat, or ext4 or"
                        + " tmpfs with casefold, as root)");
    }

    private Child run() throws IOException {
        Attempt attempt =
                Attempt.hub(scratch.resolve("volume"), hub.endpoint(), "org/model", "main");
        return Child.start(scratch, attempt, onFoldingVolume(), HydrationMain.class, Map.of());
    }

    @Test
    void refusesNamesThatAreOneThere() throws Exception {
        assumeThereIsOne();
        hub.file("Model.bin", ONE).file("model.BIN", OTHER);

        try (Child child = run()) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("PathInvalid");
            assertThat(child.result().text("message")).contains("Model.bin", "model.BIN");
        }
    }

    @Test
    void fillsItWithNamesThatAreTwo() throws Exception {
        assumeThereIsOne();
        hub.file("Model-1.bin", ONE).file("model-2.bin", OTHER);

        try (Child child = run()) {
            assertThat(child.exitCode()).as(child::output).isZero();
        }
    }
}
