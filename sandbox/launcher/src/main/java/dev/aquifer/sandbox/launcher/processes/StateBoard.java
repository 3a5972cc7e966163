package dev.aquifer.sandbox.launcher.processes;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps the state of all steps and writes every change down. */
final class StateBoard {
    private final Folder folder;
    private final String build;
    private final Clock clock;
    private final ProcessIdentity supervisor = ProcessIdentity.own();
    private final Map<String, StepState> steps = new LinkedHashMap<>();
    private SandboxState.Phase phase = SandboxState.Phase.STARTING;
    private @Nullable String message;
    private java.time.Instant since;

    StateBoard(Folder folder, String build, Clock clock, List<Step> all) {
        this.folder = folder;
        this.build = build;
        this.clock = clock;
        this.since = clock.instant();
        for (var step : all) {
            steps.put(step.name(), StepState.waiting(step.name(), since));
        }
        write();
    }

    synchronized void change(String name, UnaryOperator<StepState> change) {
        var before = steps.get(name);
        if (before == null) {
            throw new IllegalArgumentException("no step is called '" + name + "'");
        }
        var after = change.apply(before);
        if (!after.equals(before)) {
            steps.put(name, after);
            SupervisorLog.changed(after);
            write();
        }
    }

    synchronized void phase(SandboxState.Phase next, @Nullable String why) {
        phase = next;
        message = why;
        since = clock.instant();
        SupervisorLog.changed(next, why);
        write();
    }

    synchronized StepState get(String name) {
        return java.util.Objects.requireNonNull(steps.get(name));
    }

    private void write() {
        var state =
                new SandboxState(
                        supervisor, build, phase, since, message, List.copyOf(steps.values()));
        try {
            state.write(folder);
        } catch (UncheckedIOException e) {
            SupervisorLog.stateNotWritten(e); // a full disk must not stop the supervision
        }
    }
}
