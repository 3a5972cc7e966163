package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes of a folder that lost their supervisor. They are known by the notes that the supervisor
 * made of them, and on Linux also by a mark in their environment, which everything they start
 * inherits.
 */
public final class Orphans {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Path PROC = Path.of("/proc");

    private final Folder folder;

    public Orphans(Folder folder) {
        this.folder = folder;
    }

    /** The environment variable that marks a process as belonging to a folder. */
    public static final String MARK = "AQUIFER_SANDBOX";

    /** Stops all of them, the last started first, and says how many there were. */
    public int stop() {
        int stopped = 0;
        for (var note : PidFile.newestFirst(folder.pids())) {
            stopped += stop(note) ? 1 : 0;
        }
        var strays = strays();
        strays.forEach(stray -> Posix.signal(stray.pid(), Signal.TERM));
        for (var stray : strays) {
            Stopping.awaitOrKill("stray", stray, GRACE);
        }
        return stopped + strays.size();
    }

    /** Those that still run and are noted. */
    public List<String> names() {
        return PidFile.newestFirst(folder.pids()).stream()
                .filter(note -> note.identity().isAlive())
                .map(PidFile::name)
                .toList();
    }

    /** Stops the process of that note, if it is still the same one, and forgets it. */
    boolean stop(PidFile note) {
        boolean alive = note.identity().isAlive();
        if (alive) {
            Posix.signal(note.identity().pid(), note.signal());
            Stopping.awaitOrKill(note.name(), note.identity(), note.grace());
        }
        PidFile.delete(folder.pids(), note.name());
        return alive;
    }

    private List<ProcessIdentity> strays() {
        var found = new ArrayList<ProcessIdentity>();
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return found;
        }
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                var pid = Long.parseLong(process.getFileName().toString());
                var identity = ProcessIdentity.of(pid);
                if (pid != ProcessHandle.current().pid() && isMarked(process)) {
                    identity.ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private boolean isMarked(Path process) {
        try {
            var environment =
                    Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            var mark =
                    new String(
                            mark(folder).getBytes(StandardCharsets.UTF_8),
                            StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0")).contains(MARK + "=" + mark);
        } catch (IOException notOurs) {
            return false;
        }
    }

    static String mark(Folder folder) {
        return folder.root().toString();
    }
}
