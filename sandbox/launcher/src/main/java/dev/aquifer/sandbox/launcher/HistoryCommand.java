package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.explain.HistoryText;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was said of a resource. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Show every change of a resource's conditions, or what they were at an instant; also of what was"
                    + " deleted, while the bus holds it.",
            "Exit status 0: it is known, 1: it was not there at that instant, 2: nothing is known of it, or the"
                    + " question is wrong, 3: nothing runs that could be asked."
        })
final class HistoryCommand implements Callable<Integer> {
    @Mixin private Asking asking = new Asking();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "The state at that instant: 2026-01-31T09:30:00Z, or how long ago: 90s, 10m, 2h30m, 1d.")
    private String at = "";

    @Option(names = "--uid", paramLabel = "UID", description = "Only that life of the name.")
    private String uid = "";

    @Override
    public Integer call() throws InterruptedException {
        var screen = Screen.standard(System.getenv());
        var text = new HistoryText(screen, ZoneId.systemDefault());
        return asking.ask(
                "history",
                Map.of("at", at, "uid", uid),
                answer -> {
                    (at.isEmpty() ? text.lines(answer) : text.at(answer)).forEach(screen::line);
                    return 0;
                },
                answer -> at.isEmpty() || answer.path("exists").asBoolean() ? 0 : 1);
    }
}
