package dev.aquifer.hydration.request;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
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
 */
public record Secrets(Optional<String> token, Optional<String> authorization) {

    private static final int LONGEST = 64 * 1024;

    /** Reads what is there; a folder that is missing holds no secret. */
    public static Secrets read(Path folder) {
        return new Secrets(read(folder, "token"), read(folder, "authorization"));
    }

    /** All values, for the redaction. An authorization is also secret without its scheme. */
    public List<String> values() {
        return Stream.concat(
                        Stream.of(token, authorization).flatMap(Optional::stream),
                        authorization.stream().map(value -> value.replaceFirst("^\\S+\\s+", "")))
                .distinct()
                .toList();
    }

    private static Optional<String> read(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LONGEST) {
                throw new HydrationFailed(Code.BAD_REQUEST, "secret " + name + " is too long");
            }
            String value = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f || c > 0xff)) {
                throw new HydrationFailed(
                        Code.BAD_REQUEST,
                        "secret " + name + " holds a character that no header may hold");
            }
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        } catch (IOException e) {
            throw new HydrationFailed(Code.BAD_REQUEST, "secret " + name + " cannot be read");
        }
    }

    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
