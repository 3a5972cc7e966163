package dev.aquifer.hydration;

import com.fasterxml.jackson.core.JsonFactory;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * The real {@code ./aquifer hydrate}, in a source tree of its own whose build copies what this
 * module's build made.
 */
final class Command {

    private final Path tree;
    private final Path scratch;
    private final Map<String, String> environment = new HashMap<>();

    /** A command in this source tree, which is made unless it is there, called from a folder. */
    Command(Path tree, Path scratch) throws IOException {
        this.scratch = scratch;
        this.tree = tree.resolve("a source tree");
        environment.put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", Files.createDirectories(scratch.resolve("home")).toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("AQUIFER_CACHE", scratch.resolve("cache").toString());
        if (!Files.exists(this.tree)) {
            make(tree);
        }
    }

    private void make(Path folder) throws IOException {
        Files.createDirectories(tree);
        Path script = Path.of("").toAbsolutePath().resolveSibling("aquifer");
        Files.copy(script, tree.resolve("aquifer"));
        Path options = Path.of("src/main/java.options");
        Files.createDirectories(tree.resolve("hydration-worker/src/main"));
        Files.copy(options, tree.resolve("hydration-worker").resolve(options));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Path jar = folder.resolve("hydration-worker-test.jar");
        ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-cf",
                        jar.toString(),
                        "-C",
                        location(HydrateMain.class),
                        ".");
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(
                maven,
                """
                #!/bin/sh
                if [ "$1" = --version ]; then echo 'Apache Maven 3.9.9 (x)'; exit; fi
                echo "mvn $*" >> '%s'
                mkdir -p hydration-worker/target/lib
                cp '%s' hydration-worker/target/
                cp '%s' hydration-worker/target/lib/
                """
                        .formatted(built(), jar, location(JsonFactory.class)));
        boolean executable = maven.toFile().setExecutable(true);
        if (!executable) {
            throw new IOException("no program can be made in " + folder);
        }
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How Maven was called. */
    Path built() {
        return tree.resolveSibling("built");
    }

    Path home() {
        return scratch.resolve("home");
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How it ended. */
    record Ended(int status, String out, String err) {
        JsonObject result() {
            String last = out.lines().reduce("", (a, b) -> b);
            return Json.object("result", last.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Runs it to its end. */
    Ended run(String... arguments) throws IOException {
        try (Running running = start(arguments)) {
            return running.ended();
        }
    }

    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(tree.resolve("aquifer").toString());
        command.add("hydrate");
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(scratch.toFile())
                        .redirectOutput(scratch.resolve("out").toFile())
                        .redirectError(scratch.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), scratch);
    }

    /** The command under way; the script has become the program itself. */
    record Running(Process process, Path scratch) implements AutoCloseable {

        Ended ended() {
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("the command does not end");
                }
                return new Ended(
                        process.exitValue(),
                        Files.readString(scratch.resolve("out")),
                        Files.readString(scratch.resolve("err")));
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The arguments as every process of this machine sees them. */
        String arguments() throws IOException {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        }

        /** The environment that it runs in. */
        String variables() throws IOException {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
