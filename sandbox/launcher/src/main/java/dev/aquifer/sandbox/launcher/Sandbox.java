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
     * Starts the supervisor and follows it until all is ready.
     *
     * @throws Trouble the sentence to show when something could not be started
     */
    void start(Consumer<SandboxState> follow) throws IOException, InterruptedException {
        folder.requireSpace();
        var log = folder.log("supervisor");
        Files.deleteIfExists(folder.state());
        var supervisor =
                new ProcessBuilder(
                                installation.java(
                                        64,
                                        SupervisorMain.class.getName(),
                                        List.of(folder.root().toString())))
                        .directory(folder.root().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        while (supervisor.isAlive()) {
            var state = SandboxState.read(folder);
            state.ifPresent(follow);
            if (state.filter(now -> now.phase() == SandboxState.Phase.UP).isPresent()) {
                return;
            }
            Thread.sleep(LOOK);
        }
        if (supervisor.exitValue() == SupervisorMain.BUSY) {
            awaitOthers(follow);
            return;
        }
        throw startFailed();
    }

    /** Follows a start that somebody else began. */
    void awaitOthers(Consumer<SandboxState> follow) throws InterruptedException {
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

    private boolean stopOrphans() {
        try (var lock =
                FolderLock.take(folder)
                        .orElseThrow(
                                () ->
                                        new Trouble(
                                                "Another command starts or stops this sandbox at the moment; try again."))) {
            return lock.holding(() -> new Orphans(folder).stop() > 0);
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
