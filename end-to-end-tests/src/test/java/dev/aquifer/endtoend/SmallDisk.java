package dev.aquifer.endtoend;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, small enough to be filled. Needs the right to mount. */
record SmallDisk(Path folder) implements AutoCloseable {
    private static final String NO_MOUNT =
            "SKIPPED: this user may not mount a tmpfs, so no disk can be filled: ";

    /** One of that size; the test is skipped, loudly, where that is not allowed. */
    static SmallDisk ofMegabytes(int size) {
        var folder = SharedFleet.temporary();
        var mounted =
                Command.of(
                                List.of(
                                        "mount",
                                        "-t",
                                        "tmpfs",
                                        "-o",
                                        "size=%dm".formatted(size),
                                        "tmpfs",
                                        folder.toString()))
                        .run();
        if (!mounted.isWell()) {
            SharedFleet.delete(folder);
            var why = NO_MOUNT + mounted.err().strip();
            System.err.println(why);
            Assumptions.abort(why);
        }
        return new SmallDisk(folder);
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Takes all room that is left. */
    void fill() {
        var block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Gives the room back. */
    void clear() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Command.of(List.of("umount", folder.toString())).run().orFail();
        SharedFleet.delete(folder);
    }
}
