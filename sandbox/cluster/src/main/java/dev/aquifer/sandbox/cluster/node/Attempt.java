package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One run of one container: a folder in which its process, its output and its end are recorded. All
 * that is known about it is on disk, so an agent that was killed finds it again.
 */
final class Attempt {
    /** What a kubelet says of a container that ended unseen. */
    static final int UNKNOWN_EXIT = 137;

    private static final String MOUNTS = "mounts";
    private static final String ENTERED = "entered";

    private final Path folder;
    private final int number;

    Attempt(Path containerFolder, int number) {
        this.folder = containerFolder.resolve(Integer.toString(number));
        this.number = number;
    }

    /** The newest run of a container, if it ever ran. */
    static Optional<Attempt> newest(Path containerFolder) throws IOException {
        if (!Files.isDirectory(containerFolder)) {
            return Optional.empty();
        }
        try (var entries = Files.list(containerFolder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,9}"))
                    .map(Integer::valueOf)
                    .max(Integer::compare)
                    .map(newest -> new Attempt(containerFolder, newest));
        }
    }

    int number() {
        return number;
    }

    Path folder() {
        return folder;
    }

    Path output() {
        return folder.resolve("output");
    }

    Path terminationMessage() {
        return folder.resolve("termination-log");
    }

    /** Where a volume that is a file system is mounted, unseen by the container. */
    Path image(String volume) {
        return folder.resolve("images").resolve(volume);
    }

    /** Makes the folder, with what must exist before the process does. */
    Attempt prepare() throws IOException {
        Files.createDirectories(folder.resolve("root"));
        if (!Files.exists(terminationMessage())) {
            Files.createFile(terminationMessage());
            Folders.openToAll(terminationMessage());
        }
        return this;
    }

    /**
     * Starts the process apart from the agent; the future completes when the process that waits for
     * it ends.
     */
    void start(Scripts scripts, Isolation isolation, Launch launch, Runnable whenEnded)
            throws IOException {
        var line =
                new java.util.ArrayList<>(
                        List.of(
                                "setsid",
                                "/bin/sh",
                                scripts.runContainer().toString(),
                                folder.toString()));
        if (!ProcessTable.hasSetsid()) {
            line.removeFirst();
        }
        if (isolation.mounts() && !Files.exists(folder.resolve(MOUNTS))) {
            Files.createFile(folder.resolve(MOUNTS));
        }
        line.addAll(isolation.wrap(scripts.enterMounts(), folder.resolve("root"), launch));
        var builder =
                new ProcessBuilder(line)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        if (!isolation.mounts() && Files.isDirectory(Path.of(launch.workingDir()))) {
            builder.directory(Path.of(launch.workingDir()).toFile());
        }
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        var _ = builder.start().onExit().thenRun(whenEnded);
    }

    /** Whether a process was, or is being, started for it. */
    boolean launched() {
        return Files.isDirectory(folder.resolve("started"));
    }

    Optional<Long> pid() {
        return read("pid").map(Long::valueOf);
    }

    /** The process, as long as it is the one that was started. */
    Optional<Long> alive() {
        if (exitCode().isPresent()) {
            return Optional.empty();
        }
        return pid().filter(
                        pid -> ProcessTable.runsSince(pid, modified("pid").orElse(Instant.EPOCH)));
    }

    /** Whether the script that will record the end still runs. */
    boolean kept() {
        return read("keeper")
                .map(Long::valueOf)
                .filter(
                        keeper ->
                                ProcessTable.runsSince(
                                        keeper, modified("keeper").orElse(Instant.EPOCH)))
                .isPresent();
    }

    /**
     * Whether the process has its mounts, if it gets any, and has become the container's command.
     */
    boolean entered() {
        return !Files.exists(folder.resolve(MOUNTS)) || Files.exists(folder.resolve(ENTERED));
    }

    OptionalInt exitCode() {
        return read("exit")
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    Instant startedAt() {
        return modified(ENTERED)
                .or(() -> modified("pid"))
                .or(() -> modified("started"))
                .orElse(Instant.EPOCH);
    }

    Optional<Instant> finishedAt() {
        return modified("exit");
    }

    /** Notes the end of a process that nobody saw ending. */
    void recordUnseenEnd() throws IOException {
        var fresh = folder.resolve("exit.unseen");
        Files.writeString(fresh, UNKNOWN_EXIT + "\n");
        Files.writeString(folder.resolve("unseen"), "");
        Files.move(fresh, folder.resolve("exit"));
    }

    boolean endedUnseen() {
        return Files.exists(folder.resolve("unseen"));
    }

    void delete() throws IOException {
        Folders.delete(folder);
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(folder.resolve(name)).strip())
                    .filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // not there yet
        }
    }

    private Optional<Instant> modified(String name) {
        try {
            return Optional.of(Files.getLastModifiedTime(folder.resolve(name)).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
