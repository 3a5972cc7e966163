package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that cannot be mistaken for a later one with the same pid: {@code started} is the
 * kernel's own note of when it began, which no change of the clock moves.
 */
public record ProcessIdentity(long pid, String started) {
    private static final Path PROC = Path.of("/proc");

    /** The process that has this pid now, unless it has ended. */
    public static Optional<ProcessIdentity> of(long pid) {
        return startOf(pid).map(started -> new ProcessIdentity(pid, started));
    }

    /** This very process. */
    public static ProcessIdentity own() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Sends SIGTERM, if it still runs. */
    public void askToEnd() {
        if (isAlive()) {
            Posix.signal(pid, Signal.TERM);
        }
    }

    /** Sends SIGKILL, if it still runs, and waits for its end. */
    public void kill() {
        if (isAlive()) {
            Posix.signal(pid, Signal.KILL);
            isGoneWithin(Duration.ofSeconds(5));
        }
    }

    /** Its handle, while it runs. */
    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(handle -> isAlive());
    }

    /** Waits for its end, that long at most, and says whether it is gone. */
    boolean isGoneWithin(Duration time) {
        var handle = handle();
        if (handle.isEmpty()) {
            return true;
        }
        try {
            handle.get().onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return !isAlive();
        } catch (ExecutionException surprise) {
            throw new IllegalStateException(surprise);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return !isAlive();
        }
    }

    private static Optional<String> startOf(long pid) {
        if (Files.isDirectory(PROC.resolve("self"))) {
            return startOnLinux(pid);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(Object::toString);
    }

    private static Optional<String> startOnLinux(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            // The second field is the name in parentheses and may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            var boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            return Optional.of(boot + "/" + fields[19]);
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
