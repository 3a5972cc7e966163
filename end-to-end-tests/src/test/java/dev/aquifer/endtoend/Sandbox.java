package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aquifer.endtoend.Command.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sandbox of one folder, commanded as {@code ./aquifer} does after its build: with the parts
 * that lie in the target folders, so that a build that runs these tests is not begun again.
 */
record Sandbox(Path folder, Optional<GivenKubernetes> given, int replicas) {
    static final List<String> CLUSTERS = List.of("cluster-a", "cluster-b");

    /** A name of the loopback network, so that its plain address is forbidden still. */
    static final String ORIGINS_OF_TESTS = "localhost";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration START = Duration.ofMinutes(4);
    private static final int TAIL = 3;

    /** The top folder of the source tree whose build is tested. */
    static Path root() {
        var given = System.getenv("AQUIFER_E2E_ROOT");
        return given == null ? Path.of("..").toAbsolutePath().normalize() : Path.of(given);
    }

    /** One with API servers of its own. */
    static Sandbox embedded(Path folder) {
        return new Sandbox(folder, Optional.empty(), 1);
    }

    /** The same with so many replicas of each service. */
    Sandbox replicated(int number) {
        return new Sandbox(folder, given, number);
    }

    String up() {
        var options = new ArrayList<>(given.map(Sandbox::options).orElse(List.of()));
        options.add("--replicas=" + replicas);
        options.add("--allow-private-origin=" + ORIGINS_OF_TESTS);
        return launcher("up", options).within(START).run().orFail();
    }

    private static List<String> options(GivenKubernetes given) {
        var options = new ArrayList<String>();
        options.add("--control-kubeconfig=" + given.kubeconfig(GivenKubernetes.CONTROL));
        for (var cluster : CLUSTERS) {
            options.add("--workload-kubeconfig=" + given.kubeconfig(cluster));
        }
        return options;
    }

    String down() {
        return launcher("down", List.of()).run().orFail();
    }

    /** Another command of the launcher. */
    Ended ask(String command, String... words) {
        return launcher(command, List.of(words)).run();
    }

    Ended status() {
        return launcher("status", List.of()).run();
    }

    private Command launcher(String what, List<String> options) {
        var target = root().resolve("sandbox/launcher/target");
        var classPath = target.resolve("sandbox-launcher.jar") + ":" + target.resolve("lib") + "/*";
        var words =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath,
                                "dev.aquifer.sandbox.launcher.Main",
                                what,
                                "--dir",
                                folder.toString()));
        words.addAll(options);
        return Command.of(words)
                .with("AQUIFER_ROOT", root().toString())
                .with("AQUIFER_CLASSPATH", classPath)
                .with("AQUIFER_CALLED_FROM", Path.of("").toAbsolutePath().toString())
                .with("AQUIFER_BUILD", build())
                .with("NO_COLOR", "1");
    }

    /**
     * Names of builds differ where a sandbox of before is tested; as that build it is told to go
     * on.
     */
    private String build() {
        return Files.exists(folder.resolve("state.json"))
                ? state().path("build").asText()
                : "under-test";
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    Path kubeconfigOf(String cluster) {
        return folder.resolve("clusters").resolve(cluster + ".kubeconfig");
    }

    /** Where the volumes of a cluster lie, a folder each. */
    Path volumesOf(String cluster) {
        return folder.resolve("clusters").resolve(cluster).resolve("shared/volumes");
    }

    /** Where the model hub looks for repositories. */
    Path models() {
        return folder.resolve("models");
    }

    JsonNode state() {
        return read(folder.resolve("state.json"));
    }

    int port(String use) {
        return read(folder.resolve("ports.json")).path("ports").path(use).asInt();
    }

    long supervisor() {
        return state().path("supervisor").path("pid").asLong();
    }

    /** The processes by name, as the supervisor states them. */
    Map<String, Long> processes() {
        var found = new TreeMap<String, Long>();
        for (var step : state().path("steps")) {
            if (step.path("process").isObject()) {
                found.put(step.path("name").asText(), step.path("process").path("pid").asLong());
            }
        }
        return found;
    }

    Optional<JsonNode> step(String name) {
        return state().path("steps")
                .valueStream()
                .filter(step -> step.path("name").asText().equals(name))
                .findFirst();
    }

    boolean isReady(String process) {
        return step(process)
                .filter(step -> step.path("phase").asText().equals("READY"))
                .isPresent();
    }

    /** Pids of everything on this machine whose environment or command line names the folder. */
    List<Long> traces() {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var found = new ArrayList<Long>();
            for (var process : processes) {
                var pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid() && isOurs(pid)) {
                    found.add(pid);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its environment or command line names the folder. */
    boolean isOurs(long pid) {
        var process = Path.of("/proc", Long.toString(pid));
        return names(process.resolve("environ"), "AQUIFER_SANDBOX=" + folder)
                || names(process.resolve("cmdline"), folder.toString());
    }

    private static boolean names(Path file, String what) {
        try {
            return Files.readString(file, ISO_8859_1).contains(what);
        } catch (IOException endedOrNotOurs) {
            return false;
        }
    }

    /** What is worth reading of the processes when something did not come. */
    String words() {
        if (!Files.exists(folder.resolve("state.json"))) {
            return folder + " holds no sandbox";
        }
        var steps =
                state().path("steps")
                        .valueStream()
                        .filter(
                                step ->
                                        !step.path("phase").asText().equals("READY")
                                                || step.path("restarts").asInt() > 0)
                        .map(
                                step ->
                                        "  %s %s, %d restarts %s"
                                                .formatted(
                                                        step.path("name").asText(),
                                                        step.path("phase").asText(),
                                                        step.path("restarts").asInt(),
                                                        step.path("message").asText()))
                        .collect(Collectors.joining("\n"));
        return "%s is %s\n%s\n%s"
                .formatted(folder, state().path("phase").asText(), steps, complaints());
    }

    /** The lines of all logs that hold these words. */
    List<String> logged(String words) {
        try (var logs = Files.list(folder.resolve("log"))) {
            var found = new ArrayList<String>();
            for (var log : logs.toList()) {
                try (var lines = Files.lines(log, ISO_8859_1)) {
                    lines.filter(line -> line.contains(words))
                            .forEach(line -> found.add(log.getFileName() + ": " + line));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String complaints() {
        try (var logs = Files.list(folder.resolve("log"))) {
            return logs.sorted().map(Sandbox::complaintsIn).collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String complaintsIn(Path log) {
        try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
            var bad =
                    lines.filter(
                                    line ->
                                            line.matches(
                                                    "(?!.*Unsafe).*\\b(WARN|WARNING|ERROR|SEVERE)\\b.*"))
                            .toList();
            return bad.stream()
                    .skip(Math.max(0, bad.size() - TAIL))
                    .map(line -> "  " + log.getFileName() + ": " + shortened(line) + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shortened(String line) {
        return line.length() > 400 ? line.substring(0, 400) + " ..." : line;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
