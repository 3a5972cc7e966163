package dev.aquifer.sandbox.launcher.processes;

import java.time.Duration;
import java.util.Set;

/**
 * A piece of set-up inside the supervisor. It must be safe to repeat: it runs at each {@code up},
 * and again while it fails, until {@code patience} is over.
 */
public record SetupStep(String name, Set<String> dependsOn, Duration patience, Action action)
        implements Step {
    public SetupStep {
        ManagedProcess.checkName(name);
        dependsOn = Set.copyOf(dependsOn);
    }

    /** What is done; its exception's message is what a user reads. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }
}
