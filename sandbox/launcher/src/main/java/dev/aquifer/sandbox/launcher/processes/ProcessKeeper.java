package dev.aquifer.sandbox.launcher.processes;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process alive: adopts or starts it, waits until it is ready, watches it, starts it
 * again.
 */
final class ProcessKeeper {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final int FIRST_TRIES = 3;
    private static final String TOO_LATE = "was not ready in time";

    private final ManagedProcess process;
    private final int order;
    private final Folder folder;
    private final StateBoard board;
    private final ReadinessCheck check;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Running current;

    ProcessKeeper(
            ManagedProcess process,
            int order,
            Folder folder,
            StateBoard board,
            ReadinessCheck check,
            Clock clock) {
        this.process = process;
        this.order = order;
        this.folder = folder;
        this.board = board;
        this.check = check;
        this.clock = clock;
    }

    /**
     * Takes over a process of an earlier supervisor, if it is alive and would be started in the
     * same way today.
     */
    synchronized boolean adopt(PidFile note) {
        boolean same =
                PidFile.of(process, order, note.identity())
                        .fingerprint()
                        .equals(note.fingerprint());
        if (!same || !note.identity().isAlive()) {
            return false;
        }
        current = Running.adopted(note.identity());
        PidFile.of(process, order, note.identity()).write(folder.pids());
        SupervisorLog.adopted(process.name(), note.identity());
        return true;
    }

    /** Keeps it until it is stopped; throws {@link Trouble} when it never became ready. */
    void keep(Runnable whenReady) throws InterruptedException {
        var backoff = new Backoff();
        boolean everReady = false;
        while (!isStopping()) {
            var started = clock.instant();
            var running = adoptedOrStarted();
            boolean ready = awaitReady(running);
            if (ready) {
                everReady = true;
                whenReady.run();
                watch(running);
            }
            if (isStopping()) {
                return;
            }
            var how = running.isAlive() ? TOO_LATE : running.end();
            end(running);
            var pause = backoff.after(Duration.between(started, clock.instant()));
            if (!everReady && (how.equals(TOO_LATE) || backoff.failures() >= FIRST_TRIES)) {
                throw failed(how);
            }
            board.change(process.name(), state -> state.ended(clock.instant(), how));
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    void startNoMore() {
        stopping.countDown();
    }

    /** Asks it to end, kills it when it does not, and returns when it is gone. */
    void stop() {
        startNoMore();
        Running running;
        synchronized (this) {
            running = current;
        }
        if (running != null) {
            enter(StepState.Phase.STOPPING);
            end(running);
        }
        if (board.get(process.name()).phase() != StepState.Phase.FAILED) {
            board.change(
                    process.name(),
                    state -> state.gone(StepState.Phase.STOPPED, clock.instant(), null));
        }
    }

    private synchronized Running adoptedOrStarted() throws InterruptedException {
        if (isStopping()) {
            throw new InterruptedException("stopping");
        }
        var running = current != null && current.isAlive() ? current : start();
        current = running;
        board.change(process.name(), state -> state.running(running.identity(), clock.instant()));
        return running;
    }

    private Running start() {
        var builder = new ProcessBuilder(process.command());
        builder.environment().putAll(process.environment());
        builder.environment().put(Orphans.MARK, Orphans.mark(folder));
        builder.directory(process.workingDir().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(Redirect.appendTo(folder.log(process.name()).toFile()));
        builder.redirectInput(Redirect.from(new File("/dev/null")));
        try {
            Files.createDirectories(process.workingDir());
            var since = clock.instant();
            var child = builder.start();
            var identity =
                    ProcessIdentity.of(child.pid())
                            .orElse(new ProcessIdentity(child.pid(), "ended at once"));
            PidFile.of(process, order, identity).write(folder.pids());
            return new Running(identity, child, since);
        } catch (IOException e) {
            throw failed("could not be started: " + e.getMessage());
        }
    }

    private boolean awaitReady(Running running) throws InterruptedException {
        var end = clock.instant().plus(process.startTimeout());
        while (running.isAlive() && clock.instant().isBefore(end)) {
            if (check.passes(process.readiness(), running.since()) && running.isAlive()) {
                enter(StepState.Phase.READY);
                return true;
            }
            if (stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** Returns when it has ended or is to be stopped. */
    private void watch(Running running) throws InterruptedException {
        while (!isStopping() && !running.identity().isGoneWithin(WATCH)) {
            boolean answers = check.passes(process.readiness(), running.since());
            if (!isStopping() && running.isAlive()) {
                enter(answers ? StepState.Phase.READY : StepState.Phase.NOT_ANSWERING);
            }
        }
    }

    private void end(Running running) {
        if (running.isAlive()) {
            Posix.signal(running.identity().pid(), process.stop().signal());
            Stopping.awaitOrKill(process.name(), running.identity(), process.stop().grace());
        }
        PidFile.delete(folder.pids(), process.name());
        synchronized (this) {
            current = null;
        }
    }

    private Trouble failed(String how) {
        board.change(
                process.name(), state -> state.gone(StepState.Phase.FAILED, clock.instant(), how));
        return new Trouble(process.name() + " " + how);
    }

    private void enter(StepState.Phase phase) {
        board.change(process.name(), state -> state.to(phase, clock.instant(), null));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
