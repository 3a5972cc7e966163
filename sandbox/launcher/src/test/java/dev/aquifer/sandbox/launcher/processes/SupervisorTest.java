package dev.aquifer.sandbox.launcher.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the supervisor promises, with real child processes in a folder with a blank in its name. */
class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private Path temporary;
    private Folder folder = new Folder(Path.of("unset"));

    @BeforeEach
    void makeFolder() {
        folder = new Folder(temporary.resolve("with blank")).prepared();
    }

    @AfterEach
    void leaveNothing() {
        new Orphans(folder).stop();
    }

    @Test
    void startsInTheOrderOfNeedsAndStopsInReverse() throws Exception {
        var first = noting("first", Set.of());
        var second = noting("second", Set.of("first"));
        try (var running = new Run(first, second)) {
            running.awaitPhase(SandboxState.Phase.UP);
            running.stop();
        }
        assertThat(Files.readAllLines(folder.root().resolve("notes")))
                .containsExactly("first starts", "second starts", "second stops", "first stops");
        assertThat(state().phase()).isEqualTo(SandboxState.Phase.DOWN);
    }

    @Test
    void startsAgainWhatDied() throws Exception {
        try (var running = new Run(script("worker", "echo begun; exec sleep 100"))) {
            running.awaitPhase(SandboxState.Phase.UP);
            var before = pidOf("worker");
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            await().atMost(SOON).until(() -> isReady("worker") && pidOf("worker") != before);
            assertThat(state().step("worker").orElseThrow().restarts()).isEqualTo(1);
        }
        assertThat(new LogFile(folder.log("worker")).tail(9)).containsExactly("begun", "begun");
    }

    @Test
    void killsWhatIgnoresTheRequestToStop() throws Exception {
        var deaf = script("deaf", "trap '' TERM; while :; do sleep 1; done");
        try (var running = new Run(deaf)) {
            running.awaitPhase(SandboxState.Phase.UP);
            var pid = pidOf("deaf");
            running.stop();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void stopsEverythingWhenOneCannotBeStarted() throws Exception {
        var fine = script("fine", "exec sleep 100");
        var broken = script("broken", "echo no luck; exit 3");
        try (var running = new Run(fine, broken)) {
            assertThat(running.outcome()).isFalse();
        }
        assertThat(state().phase()).isEqualTo(SandboxState.Phase.FAILED);
        assertThat(state().message()).isEqualTo("broken ended with status 3");
        assertThat(new LogFile(folder.log("broken")).tail(1)).containsExactly("no luck");
        assertThat(new Orphans(folder).names()).isEmpty();
    }

    @Test
    void givesUpOnWhatIsNeverReady() throws Exception {
        var hanging =
                process(
                        "hanging",
                        "exec sleep 100",
                        new Readiness.MadeFile(temporary.resolve("never")),
                        Set.of(),
                        Duration.ofMillis(700));
        try (var running = new Run(hanging)) {
            assertThat(running.outcome()).isFalse();
        }
        assertThat(state().message()).isEqualTo("hanging was not ready in time");
    }

    @Test
    void saysOfAProgramThatIsNotThereThatItCannotBeStarted() throws Exception {
        var missing =
                new ManagedProcess(
                        "missing",
                        List.of("/no/such/program"),
                        Map.of(),
                        new Readiness.Alive(Duration.ZERO),
                        Set.of(),
                        folder.run().resolve("missing"),
                        ManagedProcess.Stop.within(Duration.ofSeconds(1)),
                        SOON);
        try (var running = new Run(missing)) {
            assertThat(running.outcome()).isFalse();
        }
        assertThat(state().message()).contains("missing could not be started", "/no/such/program");
    }

    @Test
    void takesOverWhatAKilledSupervisorLeft() throws Exception {
        var step = script("left", "echo begun; exec sleep 100");
        var left = leaveBehind(step);
        try (var running = new Run(step)) {
            running.awaitPhase(SandboxState.Phase.UP);
            assertThat(pidOf("left")).isEqualTo(left.identity().pid());
        }
        assertThat(left.identity().isAlive()).isFalse();
    }

    @Test
    void replacesWhatWouldBeStartedInAnotherWayToday() throws Exception {
        var left = leaveBehind(script("left", "exec sleep 100"));
        try (var running = new Run(script("left", "exec sleep 200"))) {
            running.awaitPhase(SandboxState.Phase.UP);
            assertThat(left.identity().isAlive()).isFalse();
            assertThat(pidOf("left")).isNotEqualTo(left.identity().pid());
        }
    }

    @Test
    void neverTouchesAProcessThatGotThePidOfOurs() throws IOException {
        var foreign = new ProcessBuilder("sleep", "100").start();
        try {
            var step = script("gone", "exec sleep 100");
            var stale = new ProcessIdentity(foreign.pid(), "another boot/1");
            PidFile.of(step, 0, stale).write(folder.pids());
            assertThat(new Orphans(folder).stop()).isZero();
            assertThat(foreign.isAlive()).isTrue();
            assertThat(PidFile.read(folder.pids(), "gone")).isEmpty();
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void findsChildrenOfADeadProcessByTheirMark() throws Exception {
        var nested = "sleep 100 & echo $! > \"$NOTES.child\"; exec sleep 100";
        var left = leaveBehind(script("parent", nested));
        var childFile = folder.root().resolve("notes.child");
        await().atMost(SOON).until(() -> Files.exists(childFile) && Files.size(childFile) > 0);
        var child = Long.parseLong(Files.readString(childFile).strip());
        ProcessHandle.of(left.identity().pid()).orElseThrow().destroyForcibly();
        await().atMost(SOON).until(() -> !left.identity().isAlive());
        assertThat(ProcessHandle.of(child)).isPresent();
        assertThat(new Orphans(folder).stop()).isEqualTo(1);
        assertThat(ProcessIdentity.of(child)).isEmpty();
    }

    @Test
    void repeatsSetUpUntilItSucceedsAndShowsWhyItWaits() throws Exception {
        var allowed = new CompletableFuture<Void>();
        var setup =
                new SetupStep(
                        "setup",
                        Set.of(),
                        SOON,
                        () -> {
                            if (!allowed.isDone()) {
                                throw new IOException("not yet");
                            }
                        });
        try (var running = new Run(setup, script("after", "exec sleep 100"))) {
            await().atMost(SOON)
                    .until(
                            () ->
                                    String.valueOf(state().step("setup").orElseThrow().message())
                                            .contains("not yet"));
            allowed.complete(null);
            running.awaitPhase(SandboxState.Phase.UP);
        }
    }

    @Test
    void refusesStepsThatComeBeforeWhatTheyNeed() {
        var early =
                process("early", "true", new Readiness.Alive(Duration.ZERO), Set.of("late"), SOON);
        assertThatThrownBy(() -> new Supervisor(folder, "test", List.of(early), Clock.systemUTC()))
                .hasMessageContaining("early")
                .hasMessageContaining("late");
    }

    private SandboxState state() {
        return SandboxState.read(folder).orElseThrow();
    }

    private long pidOf(String name) {
        var process = state().step(name).orElseThrow().process();
        return process == null ? -1 : process.pid();
    }

    private boolean isReady(String name) {
        return state().step(name).orElseThrow().phase() == StepState.Phase.READY;
    }

    /** Starts a process as a supervisor would that is killed right afterwards. */
    private PidFile leaveBehind(ManagedProcess step) throws IOException {
        Files.createDirectories(step.workingDir());
        var builder = new ProcessBuilder(step.command()).directory(step.workingDir().toFile());
        builder.environment().putAll(step.environment());
        builder.environment().put(Orphans.MARK, folder.root().toString());
        var child = builder.start();
        var note = PidFile.of(step, 0, ProcessIdentity.of(child.pid()).orElseThrow());
        note.write(folder.pids());
        return note;
    }

    private ManagedProcess noting(String name, Set<String> needs) {
        var body =
                ("trap 'echo %s stops >> \"$NOTES\"; exit 0' TERM; echo %s starts >> \"$NOTES\"; "
                                + "touch ready; while :; do sleep 0.1; done")
                        .formatted(name, name);
        var ready = new Readiness.MadeFile(folder.run().resolve(name).resolve("ready"));
        return process(name, body, ready, needs, SOON);
    }

    private ManagedProcess script(String name, String body) {
        return process(name, body, new Readiness.Alive(Duration.ofMillis(300)), Set.of(), SOON);
    }

    private ManagedProcess process(
            String name, String body, Readiness readiness, Set<String> needs, Duration timeout) {
        return new ManagedProcess(
                name,
                List.of("bash", "-c", body),
                Map.of("NOTES", folder.root().resolve("notes").toString()),
                readiness,
                needs,
                folder.run().resolve(name),
                ManagedProcess.Stop.within(Duration.ofSeconds(1)),
                timeout);
    }

    /** A supervisor at work, stopped at the end. */
    private final class Run implements AutoCloseable {
        private final Supervisor supervisor;
        private final CompletableFuture<Boolean> outcome;

        Run(Step... steps) {
            supervisor = new Supervisor(folder, "test", List.of(steps), Clock.systemUTC());
            outcome =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return supervisor.run();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            Executors.newVirtualThreadPerTaskExecutor());
        }

        void awaitPhase(SandboxState.Phase phase) {
            await().atMost(SOON).until(() -> state().phase() == phase);
        }

        boolean outcome() {
            return outcome.join();
        }

        void stop() {
            supervisor.requestStop();
            outcome.join();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
