package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.explain.WhyText;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says why a resource is as it is. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = {
            "Say why a resource is as it is: the shortest chain of causes, each with its time.",
            "Exit status 0: it is ready, 1: it is not, 2: there is no such resource, or the question is wrong,"
                    + " 3: nothing runs that could be asked."
        })
final class WhyCommand implements Callable<Integer> {
    @Mixin private Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
        var screen = Screen.standard(System.getenv());
        var text = new WhyText(screen, ZoneId.systemDefault());
        return asking.ask(
                "why",
                Map.of(),
                answer -> {
                    text.lines(answer).forEach(screen::line);
                    return 0;
                },
                answer -> answer.path("state").asText().equals("Ready") ? 0 : 1);
    }
}
