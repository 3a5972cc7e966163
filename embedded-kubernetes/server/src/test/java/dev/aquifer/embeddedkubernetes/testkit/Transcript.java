package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a script of {@code calls/} prints when it speaks to a server with one version of kubectl,
 * without what differs by chance: names, times, ids. What a real server makes of it is recorded
 * beside the script: {@code NAME.out}, and {@code NAME.VERSION.out} where a version says it
 * otherwise.
 */
record Transcript(String name, String version) {
    private static final Path SOURCES =
            Path.of("src/test/resources/dev/aquifer/embeddedkubernetes/testkit/calls");
    private static final int PATIENCE_SECONDS = 300;
    private static final Map<Pattern, String> CHANCE = chance();

    private static Map<Pattern, String> chance() {
        var chance = new LinkedHashMap<String, String>();
        chance.put("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID");
        chance.put("(resourceVersion\"?:) ?\"?[0-9]+\"?", "$1 N");
        chance.put("Resource Version: +[0-9]+", "Resource Version: N");
        chance.put("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]+Z", "TIME");
        chance.put("(LIVE|MERGED)-[0-9]+", "$1");
        chance.put("(?m)^(---|\\+\\+\\+) (.*)\t.*", "$1 $2");
        chance.put("(?m)(^| )([0-9]+s|[0-9]+m[0-9]*s?|<invalid>)(?= |$)", "$1AGE");
        chance.put("/[^ \"]*/kubectl[^ \"]*edit-[^ \"]*", "EDITED");
        chance.put("/[^ \"]*/(LIVE|MERGED)/", "$1/");
        chance.put("/[^ \"]*/kubectl_replace_[0-9]+", "REPLACED");
        chance.put("(?m)^[WEI][0-9]{4} [0-9:.]+ +[0-9]+ [a-z_.]+go:[0-9]+\\]", "LOG");
        // said when a wait is over before its watch is a second old, or not
        chance.put("(?m)^LOG \"Warning: watch ended with error\".*\n", "");
        chance.put("gen-[a-z0-9]{5}", "gen-XXXXX");
        chance.put("(?m)^WARNING: version difference .*\n", "");
        // long, and in an order of its own
        chance.put("Invalid value: \"\\{.*}\": ", "Invalid value: \"{…}\": ");
        chance.put(
                "Invalid value: \\{.*}: field is immutable",
                "Invalid value: {…}: field is immutable");
        var patterns = new LinkedHashMap<Pattern, String>();
        chance.forEach((pattern, with) -> patterns.put(Pattern.compile(pattern), with));
        return patterns;
    }

    /** Runs it. */
    String of(Target target, String namespace, Path folder) {
        Path kubectl =
                Kubectl.find(version)
                        .orElseGet(() -> abort("NOT CHECKED: there is no kubectl." + version));
        requireProgram("bash");
        requireProgram("diff");
        try {
            Path script = folder.resolve("script");
            Files.writeString(script, read("prelude.bash") + read(name + ".sh"));
            Path out = folder.resolve("out");
            var process = process(target, namespace, folder, kubectl, script, out).start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String said = Files.readString(out);
            assertThat(ended).as(said).isTrue();
            return normal(said.replace(namespace, "NAMESPACE").replace(folder.toString(), "WORK"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProcessBuilder process(
            Target target, String namespace, Path folder, Path kubectl, Path script, Path out) {
        var builder =
                new ProcessBuilder("bash", script.toString())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "KUBECTL", kubectl.toString(),
                                "KUBECONFIG", target.kubeconfig().toString(),
                                "KUBECACHEDIR", folder.resolve("cache").toString(),
                                "NS", namespace,
                                "WORK", folder.toString(),
                                "LC_ALL", "C",
                                "REPOSITORY", Path.of("../..").toAbsolutePath().toString()));
        return builder;
    }

    private static String normal(String said) {
        String normal = said;
        for (var each : CHANCE.entrySet()) {
            normal = each.getKey().matcher(normal).replaceAll(each.getValue());
        }
        return normal;
    }

    /** What a real server has said. */
    String recorded() throws IOException {
        String own = name + "." + version + ".out";
        return read(Files.exists(SOURCES.resolve(own)) ? own : name + ".out");
    }

    /** Keeps what a real server said. */
    void record(String said) throws IOException {
        Path own = SOURCES.resolve(name + "." + version + ".out");
        Files.deleteIfExists(own);
        if (version.equals(KubectlUser.NEWEST)) {
            Files.writeString(SOURCES.resolve(name + ".out"), said);
        } else if (!said.equals(read(name + ".out"))) {
            Files.writeString(own, said);
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(SOURCES.resolve(file), StandardCharsets.UTF_8);
    }

    private static void requireProgram(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return;
            }
        }
        abort("NOT CHECKED WITH KUBECTL: the scripts need " + program);
    }
}
