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
 * those who send one of the tokens that stand there, one a line. And how fast: with a file {@code
 * .hub/requests-per-second} so many requests for files are answered in a second.
 *
 * @param requestsPerSecond 0 for no limit
 */
record Gate(List<String> tokens, int requestsPerSecond) {
    static final Gate OPEN = new Gate(List.of(), 0);

    Gate {
        tokens = List.copyOf(tokens);
    }

    static Gate of(Path repository) throws IOException {
        var limit = lines(repository.resolve(".hub/requests-per-second"));
        return new Gate(
                lines(repository.resolve(".hub/tokens")),
                limit.isEmpty() ? 0 : Integer.parseInt(limit.getFirst()));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Files.readAllLines(file).stream().map(String::strip).toList()
                : List.of();
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
