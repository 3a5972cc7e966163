package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Repeats a piece of set-up until it succeeds or its patience is over. */
record SetupRunner(SetupStep step, Folder folder, StateBoard board, AtomicBoolean stopping) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    void run() throws InterruptedException {
        var clock = Clock.systemUTC();
        var end = clock.instant().plus(step.patience());
        board.change(
                step.name(), state -> state.to(StepState.Phase.STARTING, clock.instant(), null));
        while (!stopping.get()) {
            try {
                step.action().run();
                board.change(
                        step.name(),
                        state -> state.to(StepState.Phase.READY, clock.instant(), null));
                return;
            } catch (InterruptedException over) {
                throw over;
            } catch (Exception e) { // whatever a piece of set-up meets
                note(e);
                var why = e instanceof Trouble ? e.getMessage() : String.valueOf(e);
                if (e instanceof Trouble || clock.instant().isAfter(end)) {
                    board.change(
                            step.name(),
                            state -> state.gone(StepState.Phase.FAILED, clock.instant(), why));
                    throw new Trouble("%s could not be done: %s".formatted(step.name(), why), e);
                }
                board.change(
                        step.name(),
                        state -> state.to(StepState.Phase.STARTING, clock.instant(), why));
                Thread.sleep(PAUSE);
            }
        }
        throw new InterruptedException("stopping");
    }

    private void note(Exception failure) {
        try (var log =
                new PrintWriter(
                        Files.newBufferedWriter(
                                folder.log(step.name()),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND))) {
            failure.printStackTrace(log);
        } catch (IOException e) {
            SupervisorLog.surprise(step.name(), e);
        }
    }
}
