package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs all steps of a folder until it is stopped: each begins when what it needs is ready, what
 * dies is started again, and at the end everything is stopped in reverse order. If a step cannot be
 * started in the first place, everything is stopped and the state says which step it was.
 *
 * <p>Whoever makes one must hold the folder's lock.
 */
public final class Supervisor {
    private static final Duration LOG_CHECK = Duration.ofSeconds(10);
    private static final long LOG_LIMIT = 16L << 20;

    private final Folder folder;
    private final List<Step> steps;
    private final StateBoard board;
    private final Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
    private final Map<String, ProcessKeeper> keepers = new LinkedHashMap<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param build what the steps were built as, for people
     * @param steps in an order in which each comes after what it needs
     */
    public Supervisor(Folder folder, String build, List<Step> steps, Clock clock) {
        this.folder = folder;
        this.steps = checked(steps);
        this.board = new StateBoard(folder, build, clock, steps);
        var check = new ReadinessCheck(clock);
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            ready.put(step.name(), new CompletableFuture<>());
            if (step instanceof ManagedProcess process) {
                keepers.put(
                        step.name(), new ProcessKeeper(process, i, folder, board, check, clock));
            }
        }
    }

    /**
     * Starts everything, stays until {@link #stop} or a failed start, and returns whether all went
     * well.
     */
    public boolean run() throws InterruptedException {
        stopUnwanted();
        steps.forEach(step -> Thread.ofVirtual().name(step.name()).start(() -> carryOut(step)));
        Thread.ofVirtual().name("start").start(this::awaitStart);
        while (!stopRequested.await(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            rotateLogs();
        }
        stopAll();
        return failure().isEmpty();
    }

    /** Makes {@link #run} stop everything and return. */
    public void requestStop() {
        stopRequested.countDown();
    }

    /** Stops everything and returns when it is stopped. */
    public void stop() throws InterruptedException {
        requestStop();
        stopped.await();
    }

    private void awaitStart() {
        try {
            for (var step : ready.values()) {
                step.join();
            }
            board.phase(SandboxState.Phase.UP, null);
        } catch (CompletionException | CancellationException failed) {
            stopRequested.countDown();
        }
    }

    private void carryOut(Step step) {
        var mine = java.util.Objects.requireNonNull(ready.get(step.name()));
        try {
            for (var needed : step.dependsOn()) {
                java.util.Objects.requireNonNull(ready.get(needed)).join();
            }
            switch (step) {
                case SetupStep setup -> new SetupRunner(setup, folder, board, stopping).run();
                case ManagedProcess process ->
                        java.util.Objects.requireNonNull(keepers.get(process.name()))
                                .keep(() -> mine.complete(null));
            }
            mine.complete(null);
        } catch (CompletionException notNow) {
            return; // what it needs failed, and says so itself
        } catch (Trouble trouble) {
            mine.completeExceptionally(trouble);
        } catch (InterruptedException over) {
            mine.cancel(false);
        } catch (RuntimeException surprise) {
            SupervisorLog.surprise(step.name(), surprise);
            board.change(
                    step.name(),
                    state ->
                            state.gone(
                                    StepState.Phase.FAILED,
                                    state.since(),
                                    String.valueOf(surprise.getMessage())));
            mine.completeExceptionally(new Trouble(step.name() + ": " + surprise.getMessage()));
        }
    }

    private void stopAll() {
        var failure = failure();
        stopping.set(true);
        board.phase(SandboxState.Phase.STOPPING, failure.orElse(null));
        keepers.values().forEach(ProcessKeeper::startNoMore);
        var gone = new LinkedHashMap<String, CompletableFuture<Void>>();
        for (var step : steps.reversed()) {
            var after =
                    steps.stream()
                            .filter(other -> other.dependsOn().contains(step.name()))
                            .map(other -> gone.get(other.name()))
                            .toArray(CompletableFuture[]::new);
            gone.put(
                    step.name(),
                    CompletableFuture.allOf(after)
                            .thenRunAsync(() -> end(step), task -> Thread.ofVirtual().start(task)));
        }
        CompletableFuture.allOf(gone.values().toArray(CompletableFuture[]::new)).join();
        new Orphans(folder).stop();
        board.phase(
                failure.isPresent() ? SandboxState.Phase.FAILED : SandboxState.Phase.DOWN,
                failure.orElse(null));
        stopped.countDown();
    }

    private void end(Step step) {
        Optional.ofNullable(keepers.get(step.name())).ifPresent(ProcessKeeper::stop);
    }

    /** The sentence of the step that could not be started. */
    private Optional<String> failure() {
        return ready.values().stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .filter(outcome -> !outcome.isCancelled())
                .map(outcome -> outcome.exceptionNow().getMessage())
                .findFirst();
    }

    /**
     * Ends what an earlier supervisor started and this one would start differently or not at all.
     */
    private void stopUnwanted() {
        for (var note : PidFile.newestFirst(folder.pids())) {
            var keeper = keepers.get(note.name());
            if (keeper == null || !keeper.adopt(note)) {
                new Orphans(folder).stop(note);
            }
        }
    }

    private void rotateLogs() {
        for (var step : steps) {
            try {
                new LogFile(folder.log(step.name())).rotate(LOG_LIMIT);
            } catch (IOException e) {
                SupervisorLog.notRotated(step.name(), e);
            }
        }
    }

    private static List<Step> checked(List<Step> steps) {
        Set<String> before = new HashSet<>();
        for (var step : steps) {
            var missing = new ArrayList<>(step.dependsOn());
            missing.removeAll(before);
            if (!missing.isEmpty() || !before.add(step.name())) {
                throw new IllegalArgumentException(
                        "step '%s' is named twice or comes before %s"
                                .formatted(step.name(), missing));
            }
        }
        return List.copyOf(steps);
    }
}
