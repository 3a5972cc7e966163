package dev.aquifer.sandbox.launcher.processes;

import java.time.Duration;

/** The end of a process that was asked to end. */
final class Stopping {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Stopping() {}

    /** Waits that long, then kills; returns when the process is gone. */
    static void awaitOrKill(String name, ProcessIdentity process, Duration grace) {
        if (!process.isGoneWithin(grace)) {
            SupervisorLog.killed(name, process.pid());
            Posix.signal(process.pid(), Signal.KILL);
            process.isGoneWithin(AFTER_KILL);
        }
    }
}
