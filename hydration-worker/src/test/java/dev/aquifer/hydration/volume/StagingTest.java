package dev.aquifer.hydration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a staging folder when the work in it ends. */
class StagingTest {

    private static final String LONG = "x".repeat(250);

    @TempDir private Path root;

    private Staging staging(Volume volume) {
        Leases leases = new Leases("a", "uid", Lease.Times.DEFAULT, report -> {}, pause -> {});
        Lease lease = Staging.lease(volume, "key", leases, null);
        return Staging.open(volume, "key", lease, "plan", null);
    }

    private static Object full() {
        throw new HydrationFailed(Code.INSUFFICIENT_SPACE, "no space");
    }

    @Test
    void whatDidNotFitIsGivenBack() {
        Volume volume = Volume.open(root, "");
        Staging staging = staging(volume);

        assertThatThrownBy(() -> staging.during(StagingTest::full))
                .isInstanceOf(HydrationFailed.class)
                .hasNoSuppressedExceptions();

        assertThat(volume.stagings()).isEmptyDirectory();
    }

    /** Another failure on the way out is no reason to tell less of the first. */
    @Test
    void whatCannotBeGivenBackDoesNotHideWhy() throws IOException {
        Volume volume = Volume.open(root, "");
        Staging staging = staging(volume);
        // Deeper than any path may be, hence not to be removed by its path.
        Path deep = chain(root.resolve("one"));
        Path stuck = chain(staging.files().resolve("two"));
        Path within = stuck.resolve("one");
        Files.move(root.resolve("one"), within);

        try {
            assertThatThrownBy(() -> staging.during(StagingTest::full))
                    .isInstanceOfSatisfying(
                            HydrationFailed.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(Code.INSUFFICIENT_SPACE);
                                assertThat(e.getSuppressed()).hasSize(1);
                            });
        } finally {
            Files.move(within, root.resolve("one"));
        }
        assertThat(deep).isDirectory();
        assertThat(staging.files().resolveSibling("lease-1")).doesNotExist();
    }

    private static Path chain(Path first) throws IOException {
        Path folder = first;
        while (folder.toString().length() < 3000) {
            folder = folder.resolve(LONG);
        }
        return Files.createDirectories(folder);
    }
}
