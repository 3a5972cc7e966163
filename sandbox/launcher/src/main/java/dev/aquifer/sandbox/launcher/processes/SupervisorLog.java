package dev.aquifer.sandbox.launcher.processes;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Every line that the supervisor logs. Plain lines on the error stream: java.util.logging falls
 * silent as soon as the JVM is asked to end, which is when the supervisor has most to say.
 */
final class SupervisorLog {
    private static final Clock CLOCK = Clock.systemUTC();

    private SupervisorLog() {}

    static void changed(StepState state) {
        var process = state.process();
        line(
                "%s: %s%s%s"
                        .formatted(
                                state.name(),
                                state.phase(),
                                process == null ? "" : ", process " + process.pid(),
                                state.message() == null ? "" : ", " + state.message()));
    }

    static void changed(SandboxState.Phase phase, @Nullable String why) {
        line("sandbox: %s%s".formatted(phase, why == null ? "" : ", " + why));
    }

    static void stateNotWritten(UncheckedIOException why) {
        line("the state cannot be written: " + why.getMessage());
    }

    static void adopted(String name, ProcessIdentity process) {
        line("%s: takes over process %d of an earlier supervisor".formatted(name, process.pid()));
    }

    static void killed(String name, long pid) {
        line("%s: killed process %d".formatted(name, pid));
    }

    static void notRotated(String name, Exception why) {
        line("%s: the log cannot be cut: %s".formatted(name, why.getMessage()));
    }

    static void surprise(String name, Throwable what) {
        line("%s: %s".formatted(name, what));
        what.printStackTrace();
    }

    private static void line(String text) {
        System.err.println(CLOCK.instant().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
