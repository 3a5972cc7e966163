package dev.aquifer.hydration;

import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.report.Result.Completed;
import dev.aquifer.hydration.report.Result.Failed;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.RequestFile;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.request.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** One attempt in this JVM, put together piece by piece. */
final class Attempt {

    static final int PART = 64 * 1024;

    private final Path root;
    private final Map<String, Object> source;
    private final Map<String, Object> request = new LinkedHashMap<>();
    private final Map<String, Object> policy = new LinkedHashMap<>();
    private Secrets secrets = new Secrets(Optional.empty(), Optional.empty());
    private Path content = RequestFile.CONTENT_DIR;
    private Environment environment = Environment.real();
    private Optional<Task> task = Optional.empty();
    private Optional<Path> seen = Optional.empty();

    private Attempt(Path root, String kind, Map<String, Object> fields) {
        this.root = root;
        this.source = Map.of(kind, new LinkedHashMap<>(fields));
        policy.put("allowPrivateOrigins", List.of("127.0.0.1"));
        policy.put("partSizeBytes", PART);
        policy.put("maxStreams", 4);
        policy.put("nearMillis", 0);
        policy.put("backoffBaseMillis", 1);
        policy.put("backoffCapMillis", 20);
        policy.put("connectTimeoutMillis", 2000);
        policy.put("idleTimeoutMillis", 1500);
        policy.put("patienceMillis", 5000);
        request.put("target", Map.of("root", root.toString()));
        request.put("uid", "uid-1");
    }

    static Attempt http(Path root, String url) {
        return new Attempt(root, "http", Map.of("url", url));
    }

    static Attempt http(Path root, String url, String sha256) {
        return new Attempt(root, "http", Map.of("url", url, "sha256", sha256));
    }

    static Attempt inline(Path root, String content, String filename) {
        return new Attempt(root, "inline", Map.of("content", content, "filename", filename));
    }

    static Attempt hub(Path root, String endpoint, String repo, String revision) {
        return new Attempt(
                root,
                "huggingFace",
                Map.of("endpoint", endpoint, "repo", repo, "revision", revision));
    }

    static Attempt s3(Path root, String endpoint, String uri) {
        return new Attempt(root, "s3", Map.of("endpoint", endpoint, "uri", uri));
    }

    static Attempt oci(Path root, String image) {
        return new Attempt(root, "oci", Map.of("image", image, "plainHttp", true));
    }

    static Attempt configMap(Path root, Path mounted) {
        return new Attempt(root, "configMap", Map.of()).content(mounted);
    }

    private Attempt content(Path mounted) {
        content = mounted;
        return this;
    }

    Attempt policy(String name, Object value) {
        policy.put(name, value);
        return this;
    }

    Attempt with(String name, Object value) {
        request.put(name, value);
        return this;
    }

    @SuppressWarnings("unchecked")
    Attempt source(String name, Object value) {
        ((Map<String, Object>) source.values().iterator().next()).put(name, value);
        return this;
    }

    Attempt secrets(String token, String authorization) {
        secrets =
                new Secrets(
                        Optional.of(token).filter(s -> !s.isEmpty()),
                        Optional.of(authorization).filter(s -> !s.isEmpty()));
        return this;
    }

    Attempt secrets(Secrets all) {
        secrets = all;
        return this;
    }

    /** With another task than its request says. */
    Attempt doing(Task other) {
        task = Optional.of(other);
        return this;
    }

    /** With its volume seen through another file system. */
    Attempt through(Path root) {
        seen = Optional.of(root);
        return this;
    }

    Attempt in(Environment other) {
        environment = other;
        return this;
    }

    byte[] json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schemaVersion", 1);
        all.put("cache", "ModelCache/ns/it");
        all.putAll(request);
        all.put("source", source);
        all.put("policy", policy);
        return Json.text(all).getBytes(StandardCharsets.UTF_8);
    }

    Running start() {
        List<Report> reports = new CopyOnWriteArrayList<>();
        Hydration hydration = new Hydration(parsed(), secrets, environment, reports::add);
        return new Running(hydration, reports);
    }

    private HydrationRequest parsed() {
        HydrationRequest parsed = RequestFile.parse(json(), content);
        return new HydrationRequest(
                parsed.attempt(),
                parsed.source(),
                parsed.pinned(),
                seen.orElse(parsed.root()),
                parsed.subPath(),
                parsed.policy(),
                task.orElse(parsed.task()));
    }

    Outcome run() {
        return start().join();
    }

    /** An attempt under way. */
    final class Running {
        private final Hydration hydration;
        final List<Report> reports;

        Running(Hydration hydration, List<Report> reports) {
            this.hydration = hydration;
            this.reports = reports;
        }

        void interrupt() {
            hydration.interrupt();
        }

        /** Runs it on a thread of its own. */
        CompletableFuture<Outcome> inBackground() {
            return CompletableFuture.supplyAsync(
                    this::join, task -> Thread.ofPlatform().daemon().start(task));
        }

        Outcome join() {
            return new Outcome(root, hydration.run(), reports);
        }
    }

    /** How it ended. */
    record Outcome(Path root, Result result, List<Report> reports) {

        Completed completed() {
            if (result instanceof Completed completed) {
                return completed;
            }
            throw new AssertionError("not completed: " + result.fields());
        }

        Failed failed() {
            if (result instanceof Failed failed) {
                return failed;
            }
            throw new AssertionError("not failed: " + result.fields());
        }

        Path file(String path) {
            return root.resolve(completed().folder()).resolve(path);
        }

        <R extends Report> List<R> all(Class<R> type) {
            return reports.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
