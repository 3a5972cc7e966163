package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.StepState;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * The progress of a start: on a terminal one line, elsewhere a line whenever something became
 * ready.
 */
final class StartProgress {
    private final Screen screen;
    private final long begun = System.nanoTime();
    private int ready = -1;

    StartProgress(Screen screen) {
        this.screen = screen;
    }

    void show(SandboxState state) {
        var steps = state.steps();
        int now = (int) steps.stream().filter(StartProgress::isReady).count();
        if (state.phase() != SandboxState.Phase.STARTING || (now == ready && !screen.redraws())) {
            return;
        }
        ready = now;
        var open =
                steps.stream()
                        .filter(step -> step.phase() == StepState.Phase.STARTING)
                        .map(StepState::name)
                        .collect(Collectors.joining(", "));
        screen.progress(
                "Starting %d/%d  %s".formatted(now, steps.size(), open.isEmpty() ? "" : open));
    }

    void done() {
        var seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
        screen.line(
                "%s in %.1f s."
                        .formatted(
                                screen.styled(Screen.Style.GOOD, "Everything is ready"), seconds));
    }

    private static boolean isReady(StepState step) {
        return step.phase() == StepState.Phase.READY;
    }
}
