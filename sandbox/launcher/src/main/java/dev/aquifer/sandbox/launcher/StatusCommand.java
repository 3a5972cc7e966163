package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.MemoryReport;
import dev.aquifer.sandbox.launcher.processes.Orphans;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.StepState;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how each process stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Show how each process stands. Exit status 3 when nothing runs, 1 when something is not ready.")
final class StatusCommand implements Callable<Integer> {
    private static final int NOT_RUNNING = 3;

    @Mixin private FolderOption dir = new FolderOption();

    @Option(
            names = {"-v", "--memory"},
            description = "Also show the memory of each process (its proportional share, PSS).")
    private boolean memory;

    @Override
    public Integer call() {
        var screen = Screen.standard(System.getenv());
        var folder = dir.existing();
        var state = SandboxState.read(folder).filter(SandboxState::isSupervised);
        if (state.isEmpty()) {
            return notRunning(screen, folder);
        }
        screen.line("%s  %s".formatted(state.get().phase(), folder.root()));
        for (var step : state.get().steps()) {
            screen.line(line(screen, step));
        }
        if (memory) {
            printMemory(screen, folder);
        }
        boolean allReady =
                state.get().steps().stream()
                        .allMatch(step -> step.phase() == StepState.Phase.READY);
        return allReady ? 0 : 1;
    }

    private static int notRunning(Screen screen, Folder folder) {
        var orphans = new Orphans(folder).names();
        screen.line(
                orphans.isEmpty()
                        ? "Nothing is running in %s; './aquifer up' starts it."
                                .formatted(folder.root())
                        : ("The supervisor is gone, these still run: %s. './aquifer up' takes them over, "
                                        + "'./aquifer down' stops them.")
                                .formatted(String.join(", ", orphans)));
        return NOT_RUNNING;
    }

    private static String line(Screen screen, StepState step) {
        var style =
                switch (step.phase()) {
                    case READY -> Screen.Style.GOOD;
                    case FAILED, ENDED -> Screen.Style.BAD;
                    case WAITING, STARTING, NOT_ANSWERING, STOPPING, STOPPED -> Screen.Style.WARN;
                };
        var phase =
                screen.styled(
                        style,
                        "%-13s"
                                .formatted(
                                        step.phase()
                                                .name()
                                                .replace('_', ' ')
                                                .toLowerCase(java.util.Locale.ROOT)));
        var process = step.process() == null ? "" : "pid " + step.process().pid();
        var restarts =
                step.restarts() == 0 ? "" : ", restarted %d times".formatted(step.restarts());
        var message = step.message() == null ? "" : ", " + step.message();
        var age = age(Duration.between(step.since(), Clock.systemUTC().instant()));
        return "  %-24s %s since %-8s %s%s%s"
                .formatted(step.name(), phase, age, process, restarts, message)
                .stripTrailing();
    }

    private static String age(Duration age) {
        if (age.toMinutes() < 2) {
            return age.toSeconds() + " s";
        }
        return age.toHours() < 2 ? age.toMinutes() + " min" : age.toHours() + " h";
    }

    private static void printMemory(Screen screen, Folder folder) {
        var report = MemoryReport.of(folder);
        if (report.isEmpty()) {
            screen.line("  Memory is only known on Linux.");
            return;
        }
        screen.line("");
        report.get()
                .shares()
                .forEach(
                        (name, bytes) ->
                                screen.line("  %-24s %6d MiB".formatted(name, bytes >> 20)));
        screen.line(
                "  %-24s %6d MiB".formatted("together, without pods", report.get().total() >> 20));
        screen.line("  %-24s %6d MiB".formatted("pods", report.get().pods() >> 20));
    }
}
