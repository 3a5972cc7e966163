package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** {@code ./aquifer COMMAND}. */
@Command(
        name = "aquifer",
        description =
                "A control plane for GPU inference fleets, with everything it needs, on this machine.",
        mixinStandardHelpOptions = true,
        version = "aquifer 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            WhyCommand.class,
            HistoryCommand.class,
            DemoCommand.class
        })
public final class Main {
    private static final Logger LIBRARIES = Logger.getLogger("");

    private Main() {}

    /**
     * Exits with 0, with 1 when something could not be done, with 2 when it was asked for in a
     * wrong way.
     */
    public static void main(String[] arguments) {
        quietLibraries();
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    /** What libraries log is not for those who read a command's output. */
    private static void quietLibraries() {
        LIBRARIES.setLevel(Level.SEVERE);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new CommandLine(new Main())
                .setUsageHelpWidth(Screen.COLUMNS)
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                colours ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler(troubles());
    }

    private static IExecutionExceptionHandler troubles() {
        return (exception, command, parsed) -> {
            if (exception instanceof Trouble trouble) {
                command.getErr().println(trouble.getMessage());
            } else {
                exception.printStackTrace(command.getErr());
            }
            return 1;
        };
    }
}
