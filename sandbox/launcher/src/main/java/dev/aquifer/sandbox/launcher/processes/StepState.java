package dev.aquifer.sandbox.launcher.processes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one step stands. */
public record StepState(
        String name,
        Phase phase,
        Instant since,
        @Nullable ProcessIdentity process,
        int restarts,
        @Nullable String message) {

    /** Where a step is between not begun and gone. */
    public enum Phase {
        /** For what it needs. */
        WAITING,
        STARTING,
        READY,
        /** Ran, and does not answer at the moment. */
        NOT_ANSWERING,
        /** Ended by itself; is started again after a pause. */
        ENDED,
        STOPPING,
        STOPPED,
        /** Could not be started. */
        FAILED
    }

    static StepState waiting(String name, Instant now) {
        return new StepState(name, Phase.WAITING, now, null, 0, null);
    }

    StepState to(Phase next, Instant now, @Nullable String why) {
        return new StepState(name, next, next == phase ? since : now, process, restarts, why);
    }

    StepState running(ProcessIdentity identity, Instant now) {
        return new StepState(name, Phase.STARTING, now, identity, restarts, null);
    }

    StepState ended(Instant now, String how) {
        return new StepState(name, Phase.ENDED, now, null, restarts + 1, how);
    }

    StepState gone(Phase last, Instant now, @Nullable String why) {
        return new StepState(name, last, now, null, restarts, why);
    }
}
