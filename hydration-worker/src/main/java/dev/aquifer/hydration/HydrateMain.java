package dev.aquifer.hydration;

import dev.aquifer.hydration.command.CommandRequest;
import dev.aquifer.hydration.command.HydrateArguments;
import dev.aquifer.hydration.command.UsualSecrets;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.failure.Retry;
import dev.aquifer.hydration.report.Console;
import dev.aquifer.hydration.report.Narration;
import dev.aquifer.hydration.report.Redaction;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.volume.Volume;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command for people: {@code hydrate SOURCE FOLDER}. The same engine as the worker's. */
public final class HydrateMain {

    private static final double MEBI = 1024.0 * 1024.0;

    private final Environment environment;
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private HydrateMain(Environment environment) {
        this.environment = environment;
    }

    /** Fills a folder, says how that went, and exits with what to make of it. */
    public static void main(String[] arguments) {
        System.exit(new HydrateMain(Environment.real()).run(System.getenv(), arguments));
    }

    private int run(Map<String, String> variables, String... arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            out.print(HydrateArguments.USAGE);
            out.flush();
            return ExitCode.COMPLETE.number();
        }
        try {
            HydrateArguments command = HydrateArguments.parse(arguments);
            return hydrate(command, variables);
        } catch (HydrateArguments.Misused e) {
            err.println(e.getMessage() + "\nSee ./aquifer hydrate --help");
            return ExitCode.BAD_REQUEST.number();
        }
    }

    private int hydrate(HydrateArguments command, Map<String, String> variables) {
        Secrets secrets = new UsualSecrets(variables).of(command.source());
        Redaction redaction = new Redaction(secrets.values());
        Reports reports =
                command.json()
                        ? new Console(out, null, redaction)
                        : new Narration(err, Terminal.watched(), redaction);
        OnSignal onSignal = new OnSignal();
        Result result;
        Instant startedAt = environment.clock().instant();
        try {
            HydrationRequest request = CommandRequest.of(command, variables, err::println);
            Volume.make(request.root());
            result = onSignal.run(new Hydration(request, secrets, environment, reports));
        } catch (HydrationFailed e) {
            result = HydrationMain.nothing(e, startedAt, environment.clock().instant());
        } catch (HydrateArguments.Misused e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            HydrationFailed failure = HydrationMain.unexpected(e);
            result = HydrationMain.nothing(failure, startedAt, environment.clock().instant());
        }
        reports.say(new Report.Ended(result));
        if (!command.json()) {
            tell(command, result, redaction);
        }
        onSignal.said();
        return ExitCode.of(result).number();
    }

    private static String complete(Result.Completed done) {
        String complete = done.alreadyPresent() ? "complete already" : "complete";
        String usually = done.alreadyPresent() ? "" : " and verified";
        return complete + done.reservation().map(words -> "; " + words).orElse(usually);
    }

    private void tell(HydrateArguments command, Result result, Redaction redaction) {
        switch (result) {
            case Result.Completed done -> {
                Result.Effort effort = done.effort();
                out.printf(
                        Locale.ROOT,
                        "%s: %s, %d files, %.1f MiB, %s%n%.1f MiB fetched in %.1f s%n",
                        command.folder(),
                        complete(done),
                        done.files(),
                        done.bytes() / MEBI,
                        done.digest(),
                        effort.fetchedBytes() / MEBI,
                        effort.seconds());
                out.flush();
            }
            case Result.Failed failed -> {
                HydrationFailed failure = failed.failure();
                err.println(
                        redaction.clean(
                                "hydrate failed: "
                                        + failure.message()
                                        + " ("
                                        + failure.code().phase().wire()
                                        + "/"
                                        + failure.code().wire()
                                        + ")"));
                if (failure.code() == Code.ORIGIN_FORBIDDEN && !command.privateOrigins()) {
                    err.println("Private addresses need --allow-private-origins.");
                }
                if ("UnknownAuthority".equals(failure.detail().get("certificate"))) {
                    err.println(
                            command.caFile()
                                    .map(file -> "The authority is not in " + file + " either.")
                                    .orElse("A private authority needs --ca-file PEM."));
                }
                if (failure.getCause() instanceof OutOfMemoryError memory
                        && "Java heap space".equals(memory.getMessage())) {
                    err.println(
                            "It takes some 2.5 KiB of memory for each file, and has "
                                    + Runtime.getRuntime().maxMemory() / (long) MEBI
                                    + " MiB: AQUIFER_HYDRATE_HEAP=3g gives it more.");
                } else if (failure.code().retry() == Retry.BACKOFF) {
                    err.println("Give the same command again later; it goes on where it was.");
                }
            }
            case Result.Interrupted interrupted ->
                    err.println("interrupted; the same command goes on where it was");
            case Result.Verified verified -> err.println("verified");
        }
    }
}
