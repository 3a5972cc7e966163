package dev.aquifer.hydration.request;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.json.JsonProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secrets as mounted files. They are read when the worker starts and never shown, so this record
 * does not print them.
 *
 * @param token a hub's token
 * @param authorization the whole value of an Authorization header
 * @param accessKeys those of an object store
 * @param pullSecret the logins of registries
 */
public record Secrets(
        Optional<String> token,
        Optional<String> authorization,
        Optional<AccessKeys> accessKeys,
        Optional<PullSecret> pullSecret) {

    /** No secret at all. */
    public static final Secrets NONE = new Secrets(Optional.empty(), Optional.empty());

    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_PULL_SECRET = 1024 * 1024;

    /** The secrets of a hub and of a web server. */
    public Secrets(Optional<String> token, Optional<String> authorization) {
        this(token, authorization, Optional.empty(), Optional.empty());
    }

    /** Reads what is there; a folder that is missing holds no secret. */
    public static Secrets read(Path folder) {
        return new Secrets(
                read(folder, "token"),
                read(folder, "authorization"),
                accessKeys(
                        read(folder, "access_key"),
                        read(folder, "secret_key"),
                        read(folder, "session_token")),
                pullSecret(folder));
    }

    /** All values, for the redaction. An authorization is also secret without its scheme. */
    public List<String> values() {
        return Stream.of(
                        token.stream(),
                        authorization.stream(),
                        authorization.stream().map(value -> value.replaceFirst("^\\S+\\s+", "")),
                        accessKeys.stream().flatMap(AccessKeys::values),
                        pullSecret.stream().flatMap(secret -> secret.values().stream()))
                .flatMap(values -> values)
                .distinct()
                .toList();
    }

    private static Optional<AccessKeys> accessKeys(
            Optional<String> id, Optional<String> secret, Optional<String> sessionToken) {
        if (id.isPresent() != secret.isPresent()) {
            throw bad("of the secrets access_key and secret_key one is missing");
        }
        return id.map(key -> new AccessKeys(key, secret.orElseThrow(), sessionToken));
    }

    private static Optional<PullSecret> pullSecret(Path folder) {
        try {
            return content(folder, ".dockerconfigjson", LONGEST_PULL_SECRET).map(PullSecret::parse);
        } catch (JsonProblem e) {
            // What a parser stumbled over may be the secret itself.
            throw bad(
                    String.valueOf(e.getMessage())
                            .replaceFirst("(?s) is not JSON:.*", " is not JSON"));
        }
    }

    private static Optional<String> read(Path folder, String name) {
        Optional<String> value =
                content(folder, name, LONGEST)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
        if (value.orElse("").chars().anyMatch(c -> c < ' ' || c == 0x7f || c > 0xff)) {
            throw bad("secret " + name + " holds a character that no header may hold");
        }
        return value.filter(text -> !text.isEmpty());
    }

    private static Optional<byte[]> content(Path folder, String name, int longest) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > longest) {
                throw bad("secret " + name + " is too long");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw bad("secret " + name + " cannot be read");
        }
    }

    private static HydrationFailed bad(String message) {
        return new HydrationFailed(Code.BAD_REQUEST, message);
    }

    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
