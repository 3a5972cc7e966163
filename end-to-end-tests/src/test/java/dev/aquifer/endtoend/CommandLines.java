package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the command lines of a sandbox's processes all the time, also of those that soon end.
 */
final class CommandLines implements AutoCloseable {
    private static final int EACH_MILLIS = 50;

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    CommandLines(Sandbox sandbox) {
        var _ =
                looking.scheduleWithFixedDelay(
                        () -> sandbox.traces().forEach(this::look),
                        0,
                        EACH_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void look(long pid) {
        try {
            seen.add(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), ISO_8859_1));
        } catch (IOException itEnded) {
            // There is nothing more to see of it.
        }
    }

    /** All that were seen so far. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    @Override
    public void close() {
        looking.close();
    }
}
