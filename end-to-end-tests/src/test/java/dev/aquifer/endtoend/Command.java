package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A program to run to its end, with words on its standard input. */
record Command(List<String> words, Map<String, String> environment, String input, Duration limit) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Command of(List<String> words) {
        return new Command(List.copyOf(words), Map.of(), "", LIMIT);
    }

    Command with(String variable, String value) {
        var more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Command(words, more, input, limit);
    }

    Command reading(String text) {
        return new Command(words, environment, text, limit);
    }

    Command within(Duration time) {
        return new Command(words, environment, input, time);
    }

    /** Runs it; what it starts and leaves running does not hold up the answer. */
    Ended run() {
        try {
            var in = Files.createTempFile("in", "");
            var out = Files.createTempFile("out", "");
            var err = Files.createTempFile("err", "");
            try {
                Files.writeString(in, input);
                return run(in, out, err);
            } finally {
                for (var file : List.of(in, out, err)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ended run(Path in, Path out, Path err) throws IOException {
        var builder =
                new ProcessBuilder(words)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "%s did not end within %s; it said: %s %s"
                                .formatted(words, limit, read(out), read(err)));
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(hurry);
        }
        return new Ended(words, process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }

    /** How it ended, and what it said. */
    record Ended(List<String> words, int status, String out, String err) {
        boolean isWell() {
            return status == 0;
        }

        /** What it printed; fails the test when it did not end well. */
        String orFail() {
            if (!isWell()) {
                throw new AssertionError(
                        "%s ended with %d: %s%s".formatted(words, status, out, err));
            }
            return out;
        }

        /** What it complained of; fails the test when it did not complain. */
        String orAccepted() {
            if (isWell()) {
                throw new AssertionError(
                        "%s was to be refused and was not: %s".formatted(words, out));
            }
            return err;
        }
    }
}
