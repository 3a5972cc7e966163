package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When which part of a container's output was written. The process writes its output file itself,
 * so that it needs no agent; the agent notes beside it how far the file had grown at which time. It
 * also keeps the file from growing without bound: the oldest part is given back to the file system,
 * and {@code from} says where the rest begins.
 */
final class LogTimes {
    private static final System.Logger LOG = System.getLogger(LogTimes.class.getName());
    private static final long LARGEST = 16L << 20;
    private static final long KEPT = 8L << 20;
    private static final long BLOCK = 4096;

    private final Path output;
    private final Path times;
    private final Path from;
    private final Clock clock;
    private long noted = -1;

    LogTimes(Attempt attempt, Clock clock) {
        this.output = attempt.output();
        this.times = attempt.folder().resolve("output-times");
        this.from = attempt.folder().resolve("output-from");
        this.clock = clock;
    }

    /** The output from an offset on was written at a time (or a little later). */
    record Note(long offset, Instant time) {}

    /** Notes growth since the last time; called often. */
    synchronized void note() throws IOException {
        if (!Files.exists(output)) {
            return;
        }
        if (noted < 0) {
            noted = lastNoted();
        }
        var size = Files.size(output);
        if (size > noted) {
            var time = noted == 0 || !Files.exists(times) ? firstTime() : clock.instant();
            Files.writeString(
                    times,
                    noted + " " + time + " " + size + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            noted = size;
            if (size - begin() > LARGEST) {
                giveBack(size - KEPT);
            }
        }
    }

    /** All notes, oldest first. */
    List<Note> notes() throws IOException {
        var notes = new ArrayList<Note>();
        if (Files.exists(times)) {
            for (var line : Files.readAllLines(times, StandardCharsets.UTF_8)) {
                var parts = line.split(" ");
                if (parts.length == 3) {
                    notes.add(new Note(Long.parseLong(parts[0]), Instant.parse(parts[1])));
                }
            }
        }
        return notes;
    }

    /** Where the kept output begins. */
    long begin() throws IOException {
        return Files.exists(from) ? Long.parseLong(Files.readString(from).strip()) : 0;
    }

    private Instant firstTime() throws IOException {
        var modified = Files.getLastModifiedTime(output).toInstant();
        return modified.isBefore(clock.instant()) ? modified : clock.instant();
    }

    private long lastNoted() throws IOException {
        if (!Files.exists(times)) {
            return 0;
        }
        var lines = Files.readAllLines(times, StandardCharsets.UTF_8);
        for (var index = lines.size() - 1; index >= 0; index--) {
            var parts = lines.get(index).split(" ");
            if (parts.length == 3) {
                return Long.parseLong(parts[2]);
            }
        }
        return 0;
    }

    /**
     * Frees the blocks before an offset; the process goes on writing to the same file, and nothing
     * is lost.
     */
    private void giveBack(long before) throws IOException {
        var length = before / BLOCK * BLOCK;
        try {
            var done =
                    new ProcessBuilder(
                                    "fallocate",
                                    "--punch-hole",
                                    "--offset",
                                    "0",
                                    "--length",
                                    Long.toString(length),
                                    output.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (done.waitFor(10, TimeUnit.SECONDS) && done.exitValue() == 0) {
                Folders.write(from, length + "\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "this machine cannot free a part of a file", e);
        }
    }
}
