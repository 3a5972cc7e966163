package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.FolderLock;
import dev.aquifer.sandbox.launcher.processes.LogFile;
import dev.aquifer.sandbox.launcher.processes.Orphans;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.StepState;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The sandbox of one folder, as a command sees it from outside: begin it, watch it, end it. */
final class Sandbox {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);
    private static final int TAIL = 12;

    private final Folder folder;
    private final Installation installation;

    Sandbox(Folder folder, Installation installation) {
        this.folder = folder;
        this.installation = installation;
    }

    /** What runs now; empty when nothing is supervised. */
    Optional<SandboxState> running() {
        return SandboxState.read(folder).filter(SandboxState::isSupervised);
    }

    /**
     * Starts the supervisor, unless one starts or runs already, and follows it until all is ready.
     *
     * @throws Trouble the sentence to show when something could not be started
     */
    void start(Consumer<SandboxState> follow) throws IOException, InterruptedException {
        awaitEnd(follow);
        if (running().isEmpty()) {
            folder.requireSpace();
            Files.deleteIfExists(folder.state());
            var supervisor = startSupervisor();
            while (supervisor.isAlive()) {
                var state = SandboxState.read(folder);
                state.ifPresent(follow);
                if (state.filter(now -> now.phase() == SandboxState.Phase.UP).isPresent()) {
                    return;
                }
                Thread.sleep(LOOK);
            }
            if (supervisor.exitValue() != SupervisorMain.BUSY) {
                throw startFailed();
            }
        }
        awaitOthers(follow);
    }

    private Process startSupervisor() throws IOException {
        var command =
                installation.java(
                        48, SupervisorMain.class.getName(), List.of(folder.root().toString()));
        return new ProcessBuilder(command)
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log("supervisor").toFile()))
                .start();
    }

    /** Lets a stop that somebody else began come to its end. */
    private void awaitEnd(Consumer<SandboxState> follow) throws InterruptedException {
        for (var state = running();
                state.filter(Sandbox::isEnding).isPresent();
                state = running()) {
            state.ifPresent(follow);
            Thread.sleep(LOOK);
        }
    }

    private static boolean isEnding(SandboxState state) {
        return switch (state.phase()) {
            case STARTING, UP -> false;
            case STOPPING, DOWN, FAILED -> true;
        };
    }

    /** Follows a start that somebody else began. */
    private void awaitOthers(Consumer<SandboxState> follow) throws InterruptedException {
        while (true) {
            var state =
                    running()
                            .orElseThrow(
                                    () -> new Trouble("The sandbox was stopped while it started."));
            follow.accept(state);
            if (state.phase() == SandboxState.Phase.UP) {
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    /**
     * Ends everything of this folder, also what lost its supervisor; says whether there was
     * anything.
     */
    boolean stop(Consumer<SandboxState> follow) throws InterruptedException {
        var running = running();
        if (running.isPresent()) {
            var supervisor = running.get().supervisor();
            supervisor.askToEnd();
            var deadline = System.nanoTime() + LONGEST_STOP.toNanos();
            while (supervisor.isAlive() && System.nanoTime() < deadline) {
                SandboxState.read(folder).ifPresent(follow);
                Thread.sleep(LOOK);
            }
            supervisor.kill();
        }
        return stopOrphans() || running.isPresent();
    }

    /** After it was stopped: takes back what it made for itself on clusters of others. */
    List<String> leaveGivenClusters() {
        return SandboxSettings.read(folder)
                .map(settings -> new GivenClusters(settings).leave())
                .orElse(List.of());
    }

    private boolean stopOrphans() throws InterruptedException {
        var deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            var lock = FolderLock.take(folder);
            if (lock.isPresent()) {
                try (var held = lock.get()) {
                    return held.holding(() -> new Orphans(folder).stop() > 0);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new Trouble(
                        "Another command starts or stops this sandbox at the moment; try again.");
            }
            Thread.sleep(LOOK);
        }
    }

    private Trouble startFailed() {
        var state = SandboxState.read(folder);
        var failed =
                state.stream()
                        .flatMap(now -> now.steps().stream())
                        .filter(step -> step.phase() == StepState.Phase.FAILED)
                        .findFirst();
        var log = folder.log(failed.map(StepState::name).orElse("supervisor"));
        var what =
                failed.map(step -> "%s %s".formatted(step.name(), step.message()))
                        .or(() -> state.map(SandboxState::message))
                        .orElse("the supervisor ended");
        var tail = String.join("\n    ", new LogFile(log).lastWords(TAIL));
        return new Trouble(
                "The sandbox could not be started: %s.\nThe end of %s:\n    %s"
                        .formatted(what, log, tail));
    }
}
