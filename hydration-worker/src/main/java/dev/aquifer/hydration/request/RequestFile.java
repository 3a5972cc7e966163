package dev.aquifer.hydration.request;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Authorities;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.report.Result.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads {@code request.json}, and refuses it with the name of the offending field. */
public final class RequestFile {

    /** The version of the request that this worker reads. */
    public static final long SCHEMA_VERSION = 1;

    /** Where the entries of a ConfigMap are mounted, unless said otherwise. */
    public static final Path CONTENT_DIR = Path.of("/etc/aquifer/hydration-content");

    /** A week. Beyond it lies no sense, and at some point what a clock can count. */
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();

    private RequestFile() {}

    /** Reads the request in this folder, with its content, if any, in the usual place. */
    public static HydrationRequest read(Path folder) {
        return read(folder, CONTENT_DIR);
    }

    /** Reads the request in this folder, with its content, if any, in another one. */
    public static HydrationRequest read(Path folder, Path contentDir) {
        Path file = folder.resolve("request.json");
        try {
            return parse(Files.readAllBytes(file), contentDir);
        } catch (IOException e) {
            throw bad("request.json cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** Reads the request in these bytes. */
    public static HydrationRequest parse(byte[] json) {
        return parse(json, CONTENT_DIR);
    }

    /** Reads the request in these bytes, with its content, if any, in this folder. */
    public static HydrationRequest parse(byte[] json, Path contentDir) {
        try {
            return request(Json.object("request", json), contentDir);
        } catch (JsonProblem | IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static HydrationRequest request(JsonObject request, Path contentDir) {
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
                SourceFields.read(request.object("source"), contentDir),
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

    private static Policy policy(JsonObject policy) {
        Policy d = Policy.DEFAULT;
        Authorities authorities =
                policy.optionalText("trustedAuthorities")
                        .filter(pem -> !pem.isBlank())
                        .map(pem -> Authorities.parse("policy.trustedAuthorities", pem))
                        .orElse(Authorities.NONE);
        return new Policy(
                policy.texts("allowPrivateOrigins"),
                () -> authorities,
                number(policy, "partSizeBytes", d.partSize()),
                number(policy, "maxStreams", d.maxStreams()),
                millis(policy, "nearMillis", 0, d.near()),
                number(policy, "maxFiles", d.maxFiles()),
                number(policy, "maxAttempts", d.maxAttempts()),
                millis(policy, "connectTimeoutMillis", d.connectTimeout()),
                millis(policy, "idleTimeoutMillis", d.idleTimeout()),
                millis(policy, "answerTimeoutMillis", d.answerTimeout()),
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
        return millis(policy, name, 1, otherwise);
    }

    private static Duration millis(JsonObject policy, String name, long least, Duration otherwise) {
        long value = policy.optionalNumber(name).orElse(otherwise.toMillis());
        if (value < least || value > LONGEST_MILLIS) {
            throw bad("policy." + name + " must be from " + least + " to " + LONGEST_MILLIS);
        }
        return Duration.ofMillis(value);
    }

    private static HydrationFailed bad(String message) {
        return new HydrationFailed(Code.BAD_REQUEST, message);
    }
}
