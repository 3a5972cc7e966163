package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.StepState;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops everything; what is stored stays. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stop everything; what is stored stays, and 'up' goes on from there.")
final class DownCommand implements Callable<Integer> {
    @Mixin private FolderOption dir = new FolderOption();

    @Override
    public Integer call() throws InterruptedException {
        var screen = Screen.standard(System.getenv());
        var folder = dir.existing();
        var sandbox = new Sandbox(folder, Installation.of(System.getenv()));
        boolean ran =
                sandbox.stop(
                        state -> {
                            var open =
                                    state.steps().stream()
                                            .filter(
                                                    step ->
                                                            step.phase()
                                                                    == StepState.Phase.STOPPING)
                                            .map(StepState::name)
                                            .collect(Collectors.joining(", "));
                            if (screen.redraws() && !open.isEmpty()) {
                                screen.progress("Stopping  " + open);
                            }
                        });
        screen.line(
                ran
                        ? "Stopped. What is stored stays in %s.".formatted(folder.root())
                        : "Nothing was running in %s.".formatted(folder.root()));
        sandbox.leaveGivenClusters().forEach(screen::line);
        return 0;
    }
}
