package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.retry.Stop;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Collects one stream's bytes in pieces that the disk takes as they are, and puts these there. What
 * goes past the page cache is written behind the stream's back, while the next piece fills.
 */
final class Pieces {

    /** Large enough for a disk to be fast, small enough for many streams. */
    static final int SIZE = 512 * 1024;

    private final Executor writers;
    private @Nullable ByteBuffer filling;
    private @Nullable ByteBuffer spare;
    private @Nullable FutureTask<Void> underWay;

    Pieces(Executor writers) {
        this.writers = writers;
    }

    /** Empty room for what comes next, from here in the file up to the end of a piece. */
    ByteBuffer room(long at) {
        ByteBuffer room = filling == null ? allocate() : filling;
        filling = room;
        return room.clear().limit(SIZE - (int) (at % SIZE));
    }

    private static ByteBuffer allocate() {
        return ByteBuffer.allocateDirect(SIZE + StagedFile.BLOCK).alignedSlice(StagedFile.BLOCK);
    }

    /** Writes what was put into the room; nobody needs it in the page cache, if it was hashed. */
    void write(StagedFile file, ByteBuffer bytes, long at, boolean hashed) {
        if (!hashed || !file.takesDirectly(bytes, at)) {
            file.write(bytes, at);
            return;
        }
        settle();
        FutureTask<Void> write = new FutureTask<>(() -> file.writeDirectly(bytes, at), null);
        writers.execute(write); // Where there is no thread for it, nothing is to be waited for.
        underWay = write;
        filling = spare;
        spare = bytes;
    }

    /** Waits until all of it is written; fails when it could not be. */
    void settle() {
        FutureTask<Void> write = underWay;
        if (write == null) {
            return;
        }
        underWay = null;
        try {
            write.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Requested();
        }
    }
}
