package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The machine's processes: which still run, and how to end them. */
final class ProcessTable {
    private static final System.Logger LOG = System.getLogger(ProcessTable.class.getName());
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(5);
    private static final boolean SETSID =
            List.of("/usr/bin/setsid", "/bin/setsid").stream()
                    .anyMatch(file -> Files.isExecutable(Path.of(file)));

    private ProcessTable() {}

    static boolean hasSetsid() {
        return SETSID;
    }

    /**
     * Whether a process runs and was started no later than its record was written: pids are used
     * again.
     */
    static boolean runsSince(long pid, Instant recorded) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(
                        handle ->
                                handle.info()
                                        .startInstant()
                                        .map(
                                                started ->
                                                        !started.isAfter(
                                                                recorded.plus(CLOCK_SLACK)))
                                        .orElse(true))
                .isPresent();
    }

    /** Sends a signal to a process and to all of its group. */
    static void signalGroup(long pid, String signal) {
        var target = SETSID ? "-" + pid : Long.toString(pid);
        try {
            new ProcessBuilder("/bin/kill", "-" + signal, "--", target)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Kills every process that carries a variable in its environment, also one that left its group.
     */
    static void killMarked(String marker) {
        var wanted = marker.getBytes(StandardCharsets.UTF_8);
        ProcessHandle.allProcesses()
                .filter(handle -> carries(handle.pid(), wanted))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean carries(long pid, byte[] variable) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
        } catch (IOException e) {
            return false; // ended, another user's, or a machine without /proc
        }
        for (var from = 0; from + variable.length < environment.length; from++) {
            var to = from + variable.length;
            if (environment[to] == 0
                    && java.util.Arrays.equals(
                            environment, from, to, variable, 0, variable.length)) {
                return true;
            }
        }
        return false;
    }
}
