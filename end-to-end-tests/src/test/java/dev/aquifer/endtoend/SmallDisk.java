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

    /**
     * One of that size in place of a folder, with all that was in it; the test is skipped, loudly,
     * where that is not allowed.
     */
    static SmallDisk under(Path folder, int megabytes) {
        var aside = folder.resolveSibling(folder.getFileName() + ".aside");
        run("mv", folder.toString(), aside.toString()).orFail();
        run("mkdir", folder.toString()).orFail();
        var size = "size=%dm".formatted(megabytes);
        var mounted = run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString());
        if (!mounted.isWell()) {
            var why = NO_MOUNT + mounted.err().strip();
            System.err.println(why);
            Assumptions.abort(why);
        }
        var disk = new SmallDisk(folder);
        try {
            run("cp", "-a", aside + "/.", folder.toString()).orFail();
            run("rm", "-r", aside.toString()).orFail();
            return disk;
        } catch (AssertionError e) {
            disk.close();
            throw e;
        }
    }

    private static Command.Ended run(String... words) {
        return Command.of(List.of(words)).run();
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
        run("umount", folder.toString()).orFail();
    }
}
