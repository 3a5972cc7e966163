package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The one folder that holds all state of a sandbox, and where in it things are. */
public record Folder(Path root) {
    private static final long LEAST_SPACE = 512L << 20;

    public Folder {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * Makes the folder where it is missing, sees that it can be written, and names it by its real
     * path.
     *
     * @throws Trouble a sentence for the user when it cannot be used
     */
    public Folder prepared() {
        try {
            var onlyOwner =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root, onlyOwner);
            }
            for (var part : new Path[] {logs(), pids(), run(), temporary(), secrets()}) {
                if (!Files.isDirectory(part)) {
                    Files.createDirectories(part, onlyOwner);
                }
            }
            Files.delete(Files.createTempFile(root, "writable", ""));
            return new Folder(root.toRealPath());
        } catch (FileAlreadyExistsException inTheWay) {
            throw new Trouble(
                    inTheWay.getFile()
                            + " is a file, not a folder; name another folder with --dir.");
        } catch (IOException e) {
            throw new Trouble(
                    "The folder %s cannot be written (%s); make it writable or name another one with --dir."
                            .formatted(root, reason(e)));
        }
    }

    /** Throws {@link Trouble} when there is too little space to start anything. */
    public void requireSpace() {
        try {
            var free = Files.getFileStore(root).getUsableSpace();
            if (free < LEAST_SPACE) {
                throw new Trouble(
                        "Only %d MiB are free for %s, %d are needed; make space or name another folder with --dir."
                                .formatted(free >> 20, root, LEAST_SPACE >> 20));
            }
        } catch (IOException unknown) {
            return; // a file system that does not tell may have space
        }
    }

    public Path logs() {
        return root.resolve("log");
    }

    /** The log of one step. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path pids() {
        return root.resolve("pids");
    }

    /** The parent of the processes' working folders. */
    public Path run() {
        return root.resolve("run");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path ports() {
        return root.resolve("ports.json");
    }

    public Path state() {
        return root.resolve("state.json");
    }

    Path lock() {
        return root.resolve("supervisor.lock");
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replaceAll("(Exception|FileSystem)", "")
                + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
