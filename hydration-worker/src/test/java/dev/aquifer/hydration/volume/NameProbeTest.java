package dev.aquifer.hydration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its answers of volumes that do fold names are in {@code FoldingVolumeTest}. */
class NameProbeTest {

    @TempDir private Path folder;

    @Test
    void findsNothingWhereNamesAreWhatTheyAreAndLeavesNothing() throws Exception {
        Files.writeString(folder.resolve("a"), "");
        Assumptions.assumeFalse(
                Files.exists(folder.resolve("A")), "SKIPPED: the disk of this machine folds names");

        assertThat(NameProbe.of(folder)).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("a");
    }
}
