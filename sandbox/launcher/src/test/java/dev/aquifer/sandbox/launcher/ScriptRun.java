package dev.aquifer.sandbox.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A copy of the script in a source tree of its own, on a machine that has only what a test puts
 * there: JDKs and Mavens that note how they were called.
 */
final class ScriptRun {
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "sh",
                    "sed",
                    "awk",
                    "find",
                    "cksum",
                    "sort",
                    "tr",
                    "grep",
                    "cat",
                    "mkdir",
                    "dirname",
                    "readlink",
                    "head",
                    "tee",
                    "rm",
                    "mv",
                    "chmod",
                    "env",
                    "touch",
                    "ls");

    final Path root;
    private final Path machine;
    private final Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    record Result(int status, String output) {}

    ScriptRun(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("source tree"));
        machine = Files.createDirectories(folder.resolve("machine"));
        bin = Files.createDirectories(machine.resolve("bin"));
        for (var tool : TOOLS) {
            program(bin.resolve(tool), "#!/bin/sh\nexec %s \"$@\"".formatted(located(tool)));
        }
        Files.copy(script(), root.resolve("aquifer"));
        source("pom.xml", "<project/>");
        environment.put("PATH", bin.toString());
        environment.put("HOME", Files.createDirectories(folder.resolve("home of me")).toString());
        environment.put("AQUIFER_JVM_FOLDERS", machine.resolve("jvm").toString());
    }

    /** A JDK among the system's, or elsewhere; its java says how it was called. */
    Path jdk(String folder, int version) throws IOException {
        var home = machine.resolve(folder);
        program(home.resolve("bin/java"), "echo \"java %d: $*\"".formatted(version));
        program(home.resolve("bin/javac"), "true");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%d.0.1\"%n".formatted(version));
        return home;
    }

    /** A Maven on the path; Debian's tells its version in bold. The rest is up to the body. */
    void maven(String version, String body) throws IOException {
        var tell =
                "if [ \"$1\" = --version ]; then printf '\\033[1mApache Maven %s\\033[m (x)\\n'; exit; fi"
                        .formatted(version);
        program(bin.resolve("mvn"), tell + "\n" + body);
    }

    /** A Maven that builds, and counts how often. */
    void buildingMaven() throws IOException {
        maven("3.9.9", builds());
    }

    /** What a build leaves behind. */
    static String builds() {
        return """
                echo "mvn $*" >> "$HOME/built"
                echo "[INFO] Building Aquifer: events schema 0.1.0-SNAPSHOT                 [2/14]"
                mkdir -p sandbox/launcher/target
                touch sandbox/launcher/target/sandbox-launcher.jar
                """;
    }

    void set(String name, String value) {
        environment.put(name, value);
    }

    void source(String path, String content) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    long builtTimes() throws IOException {
        var file = home().resolve("built");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    Path home() {
        return Path.of(environment.getOrDefault("HOME", ""));
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return runAs(root.resolve("aquifer"), root, arguments);
    }

    Result runAs(Path script, Path from, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(located("bash").toString(), script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static void program(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        var first = body.startsWith("#!") ? "" : "#!%s%n".formatted(located("bash"));
        Files.writeString(file, first + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path located(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(tool + " is not installed"));
    }

    /** The script lies at the top of the source tree that this module is part of. */
    private static Path script() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("aquifer"))) {
            folder = folder.resolve("..").normalize();
        }
        return folder.resolve("aquifer");
    }
}
