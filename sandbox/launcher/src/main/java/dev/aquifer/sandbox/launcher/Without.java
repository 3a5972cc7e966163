package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Leaves steps out; the rest does not wait for them. */
record Without(Set<String> names) {
    static Without of(Set<String> names) {
        return new Without(Set.copyOf(names));
    }

    List<Step> apply(List<Step> steps) {
        return steps.stream()
                .filter(step -> !names.contains(step.name()))
                .map(this::freed)
                .toList();
    }

    private Step freed(Step step) {
        var needed = new HashSet<>(step.dependsOn());
        needed.removeAll(names);
        return switch (step) {
            case SetupStep setup ->
                    new SetupStep(setup.name(), needed, setup.patience(), setup.action());
            case ManagedProcess process ->
                    new ManagedProcess(
                            process.name(),
                            process.command(),
                            process.environment(),
                            process.readiness(),
                            needed,
                            process.workingDir(),
                            process.stop(),
                            process.startTimeout());
        };
    }
}
