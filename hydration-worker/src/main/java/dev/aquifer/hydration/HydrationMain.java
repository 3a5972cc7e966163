package dev.aquifer.hydration;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Console;
import dev.aquifer.hydration.report.Redaction;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.report.TerminationMessage;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.RequestFile;
import dev.aquifer.hydration.request.Secrets;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program: reads a request from mounted files, fills the volume, reports on standard output,
 * leaves its result as termination message, and exits with a code that says what to do next.
 */
public final class HydrationMain {

    private HydrationMain() {}

    /** Runs one attempt. */
    public static void main(String[] arguments) {
        System.exit(run(Environment.real(), arguments));
    }

    static int run(Environment environment, String... arguments) {
        CommandLine line;
        try {
            if (List.of(arguments).contains("--help")) {
                System.out.print(CommandLine.USAGE);
                return ExitCode.COMPLETE.number();
            }
            line = CommandLine.parse(arguments);
        } catch (CommandLine.Misused e) {
            System.err.println(e.getMessage() + "\n" + CommandLine.USAGE);
            return ExitCode.BAD_REQUEST.number();
        }
        return attempt(environment, line);
    }

    private static int attempt(Environment environment, CommandLine line) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        @Nullable PrintStream people =
                line.human().orElseGet(Terminal::watched) ? System.err : null;
        OnSignal onSignal = new OnSignal();
        Instant startedAt = environment.clock().instant();
        Redaction redaction = new Redaction(List.of());
        Result result;
        Reports reports = new Console(out, people, redaction);
        try {
            Secrets secrets = Secrets.read(line.secretDir());
            redaction = new Redaction(secrets.values());
            reports = new Console(out, people, redaction);
            HydrationRequest request = RequestFile.read(line.planDir(), line.contentDir());
            result = onSignal.run(new Hydration(request, secrets, environment, reports));
        } catch (HydrationFailed e) {
            result = nothing(e, startedAt, environment.clock().instant());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // Whoever started the worker learns from its result alone how the attempt ended.
            result = nothing(unexpected(e), startedAt, environment.clock().instant());
        }
        reports.say(new Report.Ended(result));
        new TerminationMessage(
                        line.terminationFile().orElse(CommandLine.DEFAULT_TERMINATION_FILE),
                        line.terminationFile().isPresent(),
                        redaction)
                .leave(result);
        int code = ExitCode.of(result).number();
        onSignal.said();
        return code;
    }

    /** The result of an attempt that failed before it began. */
    static Result nothing(HydrationFailed failure, Instant startedAt, Instant now) {
        return new Result.Failed(null, failure, new Result.Effort(0, 0, 0, startedAt, now));
    }

    /** Without the message, which may repeat a secret that was just read. */
    static HydrationFailed unexpected(Throwable e) {
        String kind = e.getClass().getSimpleName();
        return new HydrationFailed(Code.UNKNOWN, "unexpected " + kind, Map.of(), e);
    }
}
