package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.demo.Stage;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.StepState;
import java.util.List;
import java.util.stream.Collectors;

/** The first thing that the demo does. */
final class StartSandbox implements Stage {
    private final Sandbox sandbox;

    StartSandbox(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public String headline() {
        return "Start the sandbox";
    }

    @Override
    public String behind() {
        return "broker, database, Kubernetes APIs, node agents and services: processes of their own, on this machine only";
    }

    @Override
    public Outcome run(Progress progress) throws Exception {
        var running = sandbox.running();
        sandbox.start(state -> progress.say(words(state)));
        var processes =
                sandbox.running().stream()
                        .flatMap(state -> state.steps().stream())
                        .filter(step -> step.process() != null)
                        .count();
        return new Outcome(
                processes + " processes" + (running.isEmpty() ? "" : ", which ran already"),
                List.of());
    }

    private static String words(SandboxState state) {
        var open =
                state.steps().stream()
                        .filter(step -> step.phase() == StepState.Phase.STARTING)
                        .map(StepState::name)
                        .collect(Collectors.joining(", "));
        var ready =
                state.steps().stream()
                        .filter(step -> step.phase() == StepState.Phase.READY)
                        .count();
        return "%d/%d ready  %s".formatted(ready, state.steps().size(), open);
    }
}
