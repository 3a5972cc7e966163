package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class PiecesTest {

    @TempDir Path folder;

    private static void fill(ByteBuffer room, byte[] bytes, int from) {
        room.put(bytes, from, room.remaining()).flip();
    }

    private StagedFile file() {
        return StagedFile.open(folder.resolve("file"), Long.MAX_VALUE);
    }

    /** From an odd beginning on, pieces end where the file's blocks do. */
    @Test
    void allPiecesOfAFileMakeTheFile() throws IOException {
        byte[] bytes = new byte[3 * Pieces.SIZE];
        new Random(7).nextBytes(bytes);
        Pieces pieces = new Pieces(task -> Thread.ofVirtual().start(task));
        try (StagedFile file = file()) {
            file.write(ByteBuffer.wrap(bytes, 0, 5), 0);
            for (int at = 5; at < bytes.length; ) {
                ByteBuffer room = pieces.room(at);
                assertThat((at + room.remaining()) % Pieces.SIZE).isZero();
                fill(room, bytes, at);
                int size = room.remaining();
                pieces.write(file, room, at, true);
                at += size;
            }
            pieces.settle();
        }
        assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(bytes);
    }

    /** As there is none where a limit of threads or memory is reached. */
    @Test
    void whereThereIsNoThreadToWriteThatIsToldAndNothingWaits() {
        Executor none =
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                };
        Pieces pieces = new Pieces(none);
        try (StagedFile file = file()) {
            ByteBuffer room = pieces.room(0);
            fill(room, new byte[Pieces.SIZE], 0);
            assumeThat(file.takesDirectly(room, 0))
                    .as("NOT TESTED: this volume has no writes past the page cache")
                    .isTrue();

            assertThatThrownBy(() -> pieces.write(file, room, 0, true))
                    .isInstanceOf(OutOfMemoryError.class);
            pieces.settle();
        }
    }
}
