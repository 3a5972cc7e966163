package dev.aquifer.sandbox.launcher.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A process as data: how it is started, when it counts as ready, what it needs, how it is stopped.
 *
 * <p>{@code environment} is added to the supervisor's own; secrets go into files, never into {@code
 * command}.
 */
public record ManagedProcess(
        String name,
        List<String> command,
        Map<String, String> environment,
        Readiness readiness,
        Set<String> dependsOn,
        Path workingDir,
        Stop stop,
        Duration startTimeout)
        implements Step {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public ManagedProcess {
        checkName(name);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("process '" + name + "' has no command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        dependsOn = Set.copyOf(dependsOn);
    }

    /** How a process is asked to end, and how long it may take before it is killed. */
    public record Stop(Signal signal, Duration grace) {
        /** SIGTERM, then SIGKILL after that long. */
        public static Stop within(Duration grace) {
            return new Stop(Signal.TERM, grace);
        }
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a name for a process");
        }
    }
}
