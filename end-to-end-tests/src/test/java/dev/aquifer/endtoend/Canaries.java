package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Secrets that are looked for wherever they must not be. */
final class Canaries {
    private final Map<String, String> canaries = new TreeMap<>();

    /** Another one that nobody else has. */
    String one(String kind) {
        return add(kind, "canary" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** One that is there already. */
    String add(String kind, String value) {
        canaries.put(kind, value);
        return value;
    }

    /** Copies of Secrets that are on workload clusters now. */
    static List<String> copies(Fleet fleet, String namespace) {
        return fleet.workload().values().stream()
                .flatMap(cluster -> cluster.objects(namespace).stream())
                .filter(object -> object.text("kind").equals("Secret"))
                .map(Resource::name)
                .toList();
    }

    /** Where a canary is that must not be there. */
    List<String> foundIn(Fleet fleet, Set<String> commands) throws IOException {
        var found = new ArrayList<String>();
        try (var bus = new Bus(fleet.sandbox().port("broker"))) {
            bus.everything().forEach((where, what) -> look(where, what, found));
        }
        logs(fleet.sandbox().folder()).forEach(log -> look(log.toString(), read(log), found));
        look("Events", fleet.kubectl().run("get", "events", "-A", "-o", "yaml"), found);
        look("resources", fleet.kubectl().run("get", "modelplane", "-A", "-o", "yaml"), found);
        for (var cluster : Sandbox.CLUSTERS) {
            var kubectl = fleet.kubectlOf(cluster);
            var objects = kubectl.run("get", "pods,jobs,configmaps,events", "-A", "-o", "yaml");
            look(cluster, objects, found);
        }
        commands.forEach(line -> look("a command line", line, found));
        return found;
    }

    /** Of processes and of pods. */
    private static List<Path> logs(Path sandbox) throws IOException {
        try (var files = Files.walk(sandbox)) {
            return files.filter(Files::isRegularFile)
                    .filter(
                            file ->
                                    file.startsWith(sandbox.resolve("log"))
                                            || file.endsWith("output")
                                            || file.endsWith("termination-log"))
                    .toList();
        }
    }

    private void look(String where, String what, List<String> found) {
        canaries.forEach(
                (kind, value) -> {
                    if (disguises(value).anyMatch(what::contains)) {
                        found.add(kind + " in " + where);
                    }
                });
    }

    /** As it is, and in Base64 behind any prefix, such as a user's name. */
    private static Stream<String> disguises(String value) {
        var hidden =
                IntStream.range(0, 3)
                        .mapToObj(
                                shift -> {
                                    var bytes = ("::".substring(0, shift) + value).getBytes(UTF_8);
                                    var text = Base64.getEncoder().encodeToString(bytes);
                                    return text.substring(4, text.length() - 4);
                                });
        return Stream.concat(Stream.of(value), hidden);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
