package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One version of the real {@code kubectl}, for one server and namespace. */
final class Kubectl {
    private static final int PATIENCE_SECONDS = 60;

    private final Path binary;
    private final Path kubeconfig;
    private final String namespace;
    private final Path folder;

    Kubectl(Path binary, Path kubeconfig, String namespace, Path folder) {
        this.binary = binary;
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
        this.folder = folder;
    }

    /**
     * A binary named {@code kubectl.VERSION} or, for an empty version, {@code kubectl}: on the path
     * or beside {@code gcloud}.
     */
    static Optional<Path> find(String version) {
        String name = version.isEmpty() ? "kubectl" : "kubectl." + version;
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .flatMap(folder -> Stream.of(folder, beside(folder.resolve("gcloud"))))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path beside(Path link) {
        try {
            Path parent = link.toRealPath().getParent();
            return parent == null ? link : parent;
        } catch (IOException _) {
            return link;
        }
    }

    /** What a call has said. */
    record Said(int exit, String out, String err) {
        Said succeeds() {
            assertThat(exit).as(err).isZero();
            return this;
        }

        Said fails() {
            assertThat(exit).as(out).isNotZero();
            return this;
        }

        List<String> lines() {
            return out.lines().toList();
        }

        /** The lines of a table, runs of blanks as one. */
        List<String> rows() {
            return out.lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
        }
    }

    /** Runs it in the namespace. */
    Said run(String... arguments) {
        return run(Map.of(), "", arguments);
    }

    /** Runs it with something on standard input. */
    Said with(String input, String... arguments) {
        return run(Map.of(), input, arguments);
    }

    Said run(Map<String, String> environment, String input, String... arguments) {
        try {
            Process process = start(environment, arguments);
            process.outputWriter(StandardCharsets.UTF_8).append(input).close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Said(
                    ended ? process.exitValue() : -1,
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("err")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                binary.toString(),
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "-n",
                                namespace));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("KUBECACHEDIR", folder.resolve("cache").toString());
        builder.environment().putAll(environment);
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    /** Starts a call that goes on, with its output in a file. */
    Process follow(Path output, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                binary.toString(),
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "-n",
                                namespace));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
