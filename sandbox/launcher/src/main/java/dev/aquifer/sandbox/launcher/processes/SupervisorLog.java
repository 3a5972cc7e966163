package dev.aquifer.sandbox.launcher.processes;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every line that the supervisor logs. */
final class SupervisorLog {
    private static final Logger LOG = System.getLogger("supervisor");

    private SupervisorLog() {}

    static void changed(StepState state) {
        LOG.log(
                Level.INFO,
                "{0}: {1}{2}{3}",
                state.name(),
                state.phase(),
                state.process() == null ? "" : ", process " + Long.toString(state.process().pid()),
                state.message() == null ? "" : ", " + state.message());
    }

    static void changed(SandboxState.Phase phase, @Nullable String why) {
        LOG.log(Level.INFO, "sandbox: {0}{1}", phase, why == null ? "" : ", " + why);
    }

    static void stateNotWritten(UncheckedIOException why) {
        LOG.log(Level.WARNING, "The state cannot be written: {0}", why.getMessage());
    }

    static void adopted(String name, ProcessIdentity process) {
        LOG.log(
                Level.INFO,
                "{0}: adopts process {1} of an earlier supervisor",
                name,
                Long.toString(process.pid()));
    }

    static void killed(String name, long pid) {
        LOG.log(Level.WARNING, "{0}: killed process {1}", name, Long.toString(pid));
    }

    static void notRotated(String name, Exception why) {
        LOG.log(Level.WARNING, "{0}: the log cannot be rotated: {1}", name, why.getMessage());
    }

    static void surprise(String name, Throwable what) {
        LOG.log(Level.ERROR, name, what);
    }
}
