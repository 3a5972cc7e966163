package dev.aquifer.hydration.command;

import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.PullSecret;
import dev.aquifer.hydration.request.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Secrets from where people's other tools have them: the environment, and files of their own. */
public final class UsualSecrets {

    private final Map<String, String> environment;

    /** Looks in this environment, and in the files that it names or that its home holds. */
    public UsualSecrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Those that a source of this scheme may need, and no others. */
    public Secrets of(String source) {
        if (source.startsWith("hf:")) {
            return new Secrets(token(), Optional.empty());
        }
        if (source.startsWith("http")) {
            return new Secrets(Optional.empty(), given("AQUIFER_HTTP_AUTHORIZATION"));
        }
        if (source.startsWith("s3:")) {
            return new Secrets(Optional.empty(), Optional.empty(), keys(), Optional.empty());
        }
        return new Secrets(Optional.empty(), Optional.empty(), Optional.empty(), logins());
    }

    private Optional<AccessKeys> keys() {
        return keys(
                        given("AWS_ACCESS_KEY_ID"),
                        given("AWS_SECRET_ACCESS_KEY"),
                        given("AWS_SESSION_TOKEN"))
                .or(
                        () ->
                                home("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")
                                        .flatMap(UsualSecrets::content)
                                        .flatMap(this::profile));
    }

    /** The keys of the chosen profile in a file of sections. */
    private Optional<AccessKeys> profile(String file) {
        String wanted = "[" + given("AWS_PROFILE").orElse("default") + "]";
        Map<String, String> fields = new HashMap<>();
        boolean within = false;
        for (String line : file.lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                within = line.equals(wanted);
            } else if (within && line.contains("=")) {
                String[] field = line.split("=", 2);
                fields.put(field[0].strip(), field[1].strip());
            }
        }
        return keys(
                Optional.ofNullable(fields.get("aws_access_key_id")),
                Optional.ofNullable(fields.get("aws_secret_access_key")),
                Optional.ofNullable(fields.get("aws_session_token")));
    }

    private static Optional<AccessKeys> keys(
            Optional<String> id, Optional<String> secret, Optional<String> sessionToken) {
        return id.flatMap(key -> secret.map(value -> new AccessKeys(key, value, sessionToken)));
    }

    private Optional<PullSecret> logins() {
        return given("DOCKER_CONFIG")
                .map(folder -> Path.of(folder, "config.json"))
                .or(() -> home("REGISTRY_AUTH_FILE", ".docker/config.json"))
                .flatMap(UsualSecrets::content)
                .flatMap(UsualSecrets::logins);
    }

    /** A file without logins of its own, but with helpers that keep them, holds none for us. */
    private static Optional<PullSecret> logins(String json) {
        try {
            return Optional.of(PullSecret.parse(json.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProblem e) {
            return Optional.empty();
        }
    }

    /** The file that a variable names, or else the usual one of the home folder. */
    private Optional<Path> home(String variable, String usual) {
        return given(variable).map(Path::of).or(() -> given("HOME").map(h -> Path.of(h, usual)));
    }

    private Optional<String> token() {
        return given("HF_TOKEN")
                .or(() -> given("HUGGING_FACE_HUB_TOKEN"))
                .or(
                        () ->
                                tokenFiles()
                                        .flatMap(file -> content(file).stream())
                                        .map(String::strip)
                                        .filter(token -> !token.isEmpty())
                                        .findFirst());
    }

    private Stream<Path> tokenFiles() {
        return Stream.of(
                        given("HF_TOKEN_PATH"),
                        given("HF_HOME").map(home -> home + "/token"),
                        given("XDG_CACHE_HOME").map(cache -> cache + "/huggingface/token"),
                        given("HOME").map(home -> home + "/.cache/huggingface/token"))
                .flatMap(Optional::stream)
                .map(Path::of);
    }

    private static Optional<String> content(Path file) {
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> given(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
