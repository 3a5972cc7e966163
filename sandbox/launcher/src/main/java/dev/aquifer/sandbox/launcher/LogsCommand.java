package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.LogFile;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the log of one process. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Print the log of one process.")
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);

    @Mixin private FolderOption dir = new FolderOption();

    @Parameters(paramLabel = "NAME", description = "The process; 'supervisor' is one too.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what comes.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Print the last N lines. Default: 200.")
    private int lines = 200;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var folder = dir.existing();
        var log = folder.log(name);
        if (!name.matches("[-a-z0-9]+") || !Files.exists(log)) {
            throw new Trouble(
                    "There is no log called '%s'; there are: %s.".formatted(name, names(folder)));
        }
        long end = Files.size(log);
        new LogFile(log).tail(lines).forEach(System.out::println);
        if (follow) {
            follow(log, end);
        }
        return 0;
    }

    private static void follow(Path log, long from) throws IOException, InterruptedException {
        long position = from;
        while (true) {
            try (var file = new RandomAccessFile(log.toFile(), "r")) {
                if (file.length() < position) {
                    position = 0; // it was cut
                }
                file.seek(position);
                var bytes = new byte[(int) Math.min(file.length() - position, 1 << 20)];
                file.readFully(bytes);
                System.out.write(bytes);
                System.out.flush();
                position += bytes.length;
            }
            Thread.sleep(LOOK);
        }
    }

    private static String names(Folder folder) throws IOException {
        try (var files = Files.list(folder.logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".log"))
                    .map(file -> file.substring(0, file.length() - ".log".length()))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
