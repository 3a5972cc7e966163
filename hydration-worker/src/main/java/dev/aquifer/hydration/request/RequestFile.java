package dev.aquifer.hydration.request;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.report.Result.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code request.json}, and refuses it with the name of the offending field. */
public final class RequestFile {

    /** The version of the request that this worker reads. */
    public static final long SCHEMA_VERSION = 1;

    private static final Set<String> SOURCES = Set.of("huggingFace", "http", "inline");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern REPO =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,254}");

    private RequestFile() {}

    /** Reads the request in this folder. */
    public static HydrationRequest read(Path folder) {
        Path file = folder.resolve("request.json");
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw bad("request.json cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** Reads the request in these bytes. */
    public static HydrationRequest parse(byte[] json) {
        try {
            return request(Json.object("request", json));
        } catch (JsonProblem | IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static HydrationRequest request(JsonObject request) {
        if (request.number("schemaVersion") != SCHEMA_VERSION) {
            throw bad("request.schemaVersion must be " + SCHEMA_VERSION);
        }
        JsonObject target = request.object("target");
        String subPath = target.optionalText("subPath").orElse("");
        if (!subPath.isEmpty()) {
            ArtifactPath.check(subPath);
        }
        return new HydrationRequest(
                new Attempt(
                        request.optionalText("cache").orElse(""),
                        request.optionalText("uid").orElse(""),
                        request.optionalNumber("generation").orElse(0),
                        request.optionalNumber("attempt").orElse(0)),
                source(request.object("source")),
                request.optionalText("pinned").filter(pinned -> !pinned.isEmpty()),
                root(target.text("root")),
                subPath,
                request.optionalObject("policy").map(RequestFile::policy).orElse(Policy.DEFAULT),
                Task.of(request));
    }

    private static Path root(String root) {
        try {
            return Path.of(root).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw bad("request.target.root is not a path");
        }
    }

    private static SourceSpec source(JsonObject source) {
        List<String> given = source.fields().keySet().stream().toList();
        if (given.size() != 1 || !SOURCES.contains(given.getFirst())) {
            throw bad("request.source must hold exactly one of huggingFace, http, inline");
        }
        JsonObject one = source.object(given.getFirst());
        return switch (given.getFirst()) {
            case "inline" -> new SourceSpec.Inline(one.text("content"), filename(one));
            case "http" ->
                    new SourceSpec.Http(
                            one.text("url"),
                            one.optionalText("sha256").map(RequestFile::sha256),
                            filename(one));
            default -> huggingFace(one);
        };
    }

    private static SourceSpec huggingFace(JsonObject hub) {
        String repo = hub.text("repo");
        if (!REPO.matcher(repo).matches() || repo.contains("..") || repo.contains("--")) {
            throw bad("request.source.huggingFace.repo must be NAME or ORG/NAME");
        }
        String revision = hub.optionalText("revision").filter(r -> !r.isEmpty()).orElse("main");
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw bad("request.source.huggingFace.revision is not a branch, tag or commit");
        }
        return new SourceSpec.HuggingFace(
                hub.optionalText("endpoint").orElse("https://huggingface.co"),
                repo,
                revision,
                hub.texts("include"),
                hub.texts("exclude"));
    }

    private static String filename(JsonObject source) {
        String name = source.optionalText("filename").filter(n -> !n.isEmpty()).orElse("artifact");
        return ArtifactPath.check(name);
    }

    private static String sha256(String text) {
        String hex = text.toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        if (!SHA256.matcher(hex).matches()) {
            throw bad("request.source.http.sha256 must be 64 hexadecimal digits");
        }
        return hex;
    }

    private static Policy policy(JsonObject policy) {
        Policy d = Policy.DEFAULT;
        return new Policy(
                policy.texts("allowPrivateOrigins"),
                number(policy, "partSizeBytes", d.partSize()),
                number(policy, "maxStreams", d.maxStreams()),
                number(policy, "maxFiles", d.maxFiles()),
                number(policy, "maxAttempts", d.maxAttempts()),
                millis(policy, "connectTimeoutMillis", d.connectTimeout()),
                millis(policy, "idleTimeoutMillis", d.idleTimeout()),
                policy.optionalNumber("minBytesPerSecond").orElse(d.minRate()),
                new Policy.Backoff(
                        millis(policy, "backoffBaseMillis", d.backoff().base()),
                        millis(policy, "backoffCapMillis", d.backoff().cap())),
                millis(policy, "patienceMillis", d.patience()));
    }

    private static int number(JsonObject policy, String name, int otherwise) {
        long value = policy.optionalNumber(name).orElse(otherwise);
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Duration millis(JsonObject policy, String name, Duration otherwise) {
        long value = policy.optionalNumber(name).orElse(otherwise.toMillis());
        if (value < 1) {
            throw bad("policy." + name + " must be positive");
        }
        return Duration.ofMillis(value);
    }

    private static HydrationFailed bad(String message) {
        return new HydrationFailed(Code.BAD_REQUEST, message);
    }
}
