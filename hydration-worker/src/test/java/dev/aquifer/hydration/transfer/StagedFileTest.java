package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFileTest {

    private static final byte[] BYTES = new byte[3 * StagedFile.BLOCK];

    @TempDir Path folder;
    private Path path;

    @BeforeEach
    void fill() {
        new Random(1).nextBytes(BYTES);
        path = folder.resolve("file");
    }

    private static ByteBuffer aligned(int from, int to) {
        return ByteBuffer.allocateDirect(BYTES.length + StagedFile.BLOCK)
                .alignedSlice(StagedFile.BLOCK)
                .put(BYTES, from, to - from)
                .flip();
    }

    @Test
    void writesPastThePageCacheAndThroughItMakeOneFile() throws IOException {
        int odd = BYTES.length - 100;
        try (StagedFile file = StagedFile.open(path, Long.MAX_VALUE)) {
            file.writeDirectly(aligned(0, 2 * StagedFile.BLOCK), 0);
            ByteBuffer rest = aligned(2 * StagedFile.BLOCK, odd);
            assertThat(file.takesDirectly(rest, 2L * StagedFile.BLOCK)).isFalse();
            file.write(rest, 2L * StagedFile.BLOCK);
            file.seal(odd);
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(BYTES, odd));
    }

    /** As a volume may refuse any write past the page cache. */
    @Test
    void aWriteThatIsRefusedIsDoneTheOrdinaryWay() throws IOException {
        try (StagedFile file = StagedFile.open(path, Long.MAX_VALUE)) {
            ByteBuffer odd = ByteBuffer.wrap(BYTES, 0, 1000);
            file.writeDirectly(odd, 10);
            assertThat(file.takesDirectly(aligned(0, StagedFile.BLOCK), 0)).isFalse();
            file.seal(1010);
        }
        assertThat(Arrays.copyOfRange(Files.readAllBytes(path), 10, 1010))
                .isEqualTo(Arrays.copyOf(BYTES, 1000));
    }

    @Test
    void whatCannotBeWrittenEitherWayIsTold() {
        StagedFile file = StagedFile.open(path, Long.MAX_VALUE);
        file.close();

        assertThatThrownBy(() -> file.writeDirectly(aligned(0, StagedFile.BLOCK), 0))
                .isInstanceOf(HydrationFailed.class);
    }
}
