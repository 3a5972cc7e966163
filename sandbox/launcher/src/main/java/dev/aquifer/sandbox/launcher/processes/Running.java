package dev.aquifer.sandbox.launcher.processes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process at work.
 *
 * @param child what Java knows of it; null when an earlier supervisor was its parent
 * @param since when it was started; the beginning of time when that was before us
 */
record Running(ProcessIdentity identity, @Nullable Process child, Instant since) {

    static Running adopted(ProcessIdentity identity) {
        return new Running(identity, null, Instant.EPOCH);
    }

    boolean isAlive() {
        return identity.isAlive();
    }

    /** How it ended, in words. */
    String end() {
        if (child == null) {
            return "ended";
        }
        child.onExit().join(); // the kernel knows of the end a little earlier than Java
        int status = child.exitValue();
        return status > 128
                ? "was ended by signal " + (status - 128)
                : "ended with status " + status;
    }
}
