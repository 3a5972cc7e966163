package dev.aquifer.sandbox.launcher.processes;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a process that was started: enough to find it again after the supervisor's
 * death, to know whether it is still what is wanted ({@code fingerprint}), and to stop it in its
 * turn.
 */
record PidFile(
        String name,
        int order,
        ProcessIdentity identity,
        String fingerprint,
        Signal signal,
        long graceMillis) {

    static PidFile of(ManagedProcess process, int order, ProcessIdentity identity) {
        return new PidFile(
                process.name(),
                order,
                identity,
                Fingerprint.of(process),
                process.stop().signal(),
                process.stop().grace().toMillis());
    }

    Duration grace() {
        return Duration.ofMillis(graceMillis);
    }

    void write(Path folder) {
        JsonFile.write(folder.resolve(name + ".json"), this);
    }

    static void delete(Path folder, String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<PidFile> read(Path folder, String name) {
        return JsonFile.read(folder.resolve(name + ".json"), PidFile.class);
    }

    /** All that are noted, the last started first. A note that cannot be read is skipped. */
    static List<PidFile> newestFirst(Path folder) {
        var notes = new ArrayList<PidFile>();
        if (!Files.isDirectory(folder)) {
            return notes;
        }
        try (var files = Files.newDirectoryStream(folder, "*.json")) {
            for (var file : files) {
                JsonFile.read(file, PidFile.class).ifPresent(notes::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        notes.sort(Comparator.comparingInt(PidFile::order).reversed());
        return notes;
    }

    /** Two processes with the same fingerprint would be started in the same way. */
    private static final class Fingerprint {
        static String of(ManagedProcess process) {
            try {
                var text =
                        JsonFile.MAPPER.writeValueAsString(
                                List.of(
                                        process.command(),
                                        new java.util.TreeMap<>(process.environment()),
                                        process.workingDir().toString()));
                return Sha256.of(text);
            } catch (JsonProcessingException surprise) {
                throw new IllegalStateException(surprise);
            }
        }
    }
}
