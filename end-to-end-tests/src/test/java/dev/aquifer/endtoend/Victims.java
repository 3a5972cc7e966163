package dev.aquifer.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The processes of a sandbox, by the names under which tests mistreat them. */
record Victims(Fleet fleet) {
    /** The process of the first hydration that runs. */
    static final String WORKER = "dev.aquifer.hydration.HydrationMain";

    /** The process of the first engine that runs. */
    static final String ENGINE = "dev.aquifer.sandbox.engine.EngineMain";

    /** All that the supervisor started, and the processes of pods. */
    List<String> names() {
        var names = new ArrayList<>(fleet.sandbox().processes().keySet());
        names.add(WORKER);
        names.add(ENGINE);
        return names;
    }

    void kill(String victim) {
        kill(pid(victim));
    }

    /** Whether there is somebody to mistreat: processes of pods come and go. */
    boolean isThere(String victim) {
        return fleet.sandbox().processes().containsKey(victim) || running(victim).isPresent();
    }

    /** Ends a process without a chance to say goodbye. */
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Freezes it and gives its pid, for {@link #thaw}. */
    long freeze(String victim) {
        long pid = pid(victim);
        signal("STOP", pid);
        backends(pid).forEach(backend -> signal("STOP", backend));
        return pid;
    }

    /** Lets it go on; that it was killed meanwhile is fine. */
    static void thaw(long pid) {
        backends(pid).forEach(backend -> signal("CONT", backend));
        signal("CONT", pid);
    }

    /** A database is a process for each connection. What agents run are pods, and not meant. */
    private static List<Long> backends(long pid) {
        return ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .map(process -> process.children().map(ProcessHandle::pid).toList())
                .orElse(List.of());
    }

    private static void signal(String name, long pid) {
        try {
            // One that has ended makes kill fail, which is no concern of the caller.
            var _ = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long pid(String victim) {
        var ofStep = fleet.sandbox().processes().get(victim);
        return ofStep != null ? ofStep : pod(victim);
    }

    /** The process of a pod, as soon as there is one. */
    private long pod(String mainClass) {
        var found = new ArrayList<Long>();
        Awaitility.await(mainClass)
                .atMost(Fleet.LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> running(mainClass).map(found::add).isPresent());
        return found.getFirst();
    }

    /** The process of a pod, if one runs; not the script that keeps it, whose words end in it. */
    Optional<Long> running(String mainClass) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> words(process).anyMatch(mainClass::equals))
                .map(ProcessHandle::pid)
                .filter(fleet.sandbox()::isOurs)
                .findFirst();
    }

    private static Stream<String> words(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }
}
