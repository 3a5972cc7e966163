package dev.aquifer.sandbox.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may have the files of a repository: everybody, unless it has a file {@code .hub/tokens}; then
 * those who send one of the tokens that stand there, one a line.
 */
record Gate(List<String> tokens) {
    Gate {
        tokens = List.copyOf(tokens);
    }

    static Gate of(Path repository) throws IOException {
        var file = repository.resolve(".hub/tokens");
        return new Gate(
                Files.isRegularFile(file)
                        ? Files.readAllLines(file).stream().map(String::strip).toList()
                        : List.of());
    }

    boolean gated() {
        return !tokens.isEmpty();
    }

    /** The status for who sends this Authorization field; 200 when the gate is open. */
    int status(@Nullable String authorization) {
        if (!gated()) {
            return 200;
        }
        if (authorization == null) {
            return 401;
        }
        var sent = authorization.replaceFirst("^Bearer ", "").getBytes(UTF_8);
        return tokens.stream()
                        .filter(token -> !token.isEmpty())
                        .anyMatch(token -> MessageDigest.isEqual(token.getBytes(UTF_8), sent))
                ? 200
                : 403;
    }
}
