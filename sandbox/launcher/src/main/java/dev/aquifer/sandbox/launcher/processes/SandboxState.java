package dev.aquifer.sandbox.launcher.processes;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor says of itself and of every step; the content of {@code state.json}.
 *
 * @param build the build that it runs
 */
public record SandboxState(
        ProcessIdentity supervisor,
        String build,
        Phase phase,
        Instant since,
        @Nullable String message,
        List<StepState> steps) {

    /** The sandbox as a whole. */
    public enum Phase {
        STARTING,
        /** Everything was ready once; single steps may be down at the moment. */
        UP,
        STOPPING,
        DOWN,
        /** Could not be started; everything was stopped again. */
        FAILED
    }

    public SandboxState {
        steps = List.copyOf(steps);
    }

    /** What was written last in that folder. */
    public static Optional<SandboxState> read(Folder folder) {
        return JsonFile.read(folder.state(), SandboxState.class);
    }

    /** The state of a sandbox that could not even begin. */
    public static SandboxState failed(String build, @Nullable String why, Clock clock) {
        return new SandboxState(
                ProcessIdentity.own(), build, Phase.FAILED, clock.instant(), why, List.of());
    }

    /** Replaces what was written last. */
    public void write(Folder folder) {
        JsonFile.write(folder.state(), this);
    }

    /** Whether the supervisor that wrote this still runs. */
    public boolean isSupervised() {
        return supervisor.isAlive();
    }

    /** The step of that name. */
    public Optional<StepState> step(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }
}
