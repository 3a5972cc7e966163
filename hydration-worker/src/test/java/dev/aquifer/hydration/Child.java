package dev.aquifer.hydration;

import com.fasterxml.jackson.core.JsonFactory;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The worker as a process of its own. */
final class Child implements AutoCloseable {

    private final Process process;
    private final Path folder;

    private Child(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts the program on this request, its files in a folder with a blank in its name. */
    static Child start(Path scratch, Attempt attempt) throws IOException {
        return start(scratch, attempt, List.of(), HydrationMain.class, Map.of());
    }

    /** Starts the worker that dies at a step. */
    static Child halting(Path scratch, Attempt attempt, String step, int count) throws IOException {
        String number = String.valueOf(count);
        return start(scratch, attempt, List.of(), HaltingMain.class, Map.of(), step, number);
    }

    /** Starts the program behind a prefix of other commands, with secrets as files. */
    static Child start(
            Path scratch,
            Attempt attempt,
            List<String> prefix,
            Class<?> main,
            Map<String, String> secrets,
            String... arguments)
            throws IOException {
        Path folder = Files.createTempDirectory(scratch, "a child ");
        Path plan = Files.createDirectory(folder.resolve("plan dir"));
        Path secret = Files.createDirectory(folder.resolve("secret dir"));
        Files.write(plan.resolve("request.json"), attempt.json());
        for (Map.Entry<String, String> entry : secrets.entrySet()) {
            Files.writeString(secret.resolve(entry.getKey()), entry.getValue() + "\n");
        }
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--plan-dir", plan.toString()));
        command.add("--secret-dir=" + secret);
        command.addAll(List.of("--termination-file", folder.resolve("termination").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new Child(builder.start(), folder);
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(
                                HydrationMain.class,
                                HaltingMain.class,
                                JsonFactory.class,
                                ZstdInputStream.class)
                        .map(Child::location)
                        .toList());
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        try {
            if (process.waitFor(30, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("the child does not end:\n" + output());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that was said on both streams. */
    String output() {
        return read("out") + read("err");
    }

    String termination() {
        return read("termination");
    }

    /** The last line, which is the result. */
    JsonObject result() {
        String last = read("out").lines().reduce("", (a, b) -> b);
        return Json.object("result", last.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
    }
}
