package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what each user did on an API server, and what was refused. */
final class Witness {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ACCOUNT = "system:serviceaccount:";

    private final Map<String, Set<Right>> used = new ConcurrentHashMap<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /** An answer of the API server to somebody; it was no refusal. */
    void saw(HttpHead request, int status) {
        var asked = asked(request);
        var account = account(request);
        if (status == 401 || asked.isEmpty() || account.isEmpty()) {
            return;
        }
        var other = request.value("Impersonate-User");
        other.ifPresent(
                name -> note(account.get(), new Right("", "users", "impersonate", "", name)));
        note(other.orElse(account.get()), asked.get());
        if (status == 201) {
            note(other.orElse(account.get()), asked.get().toDo("create"));
        }
    }

    /** It was one, in these words; that a namespace is going is no matter of rights. */
    void refused(HttpHead request, String why) {
        var account = account(request);
        if (account.isPresent() && !why.contains("is being terminated")) {
            refused.add("%s: %s: %s".formatted(account.get(), request.first(), why));
        }
    }

    private static Optional<Right> asked(HttpHead request) {
        var parts = request.first().split(" ", 3);
        return Right.neededFor(parts[0], parts[1]);
    }

    private void note(String user, Right right) {
        used.computeIfAbsent(user, key -> ConcurrentHashMap.newKeySet()).add(right);
    }

    /** What that user did; a service account is named NAMESPACE:NAME. */
    Set<Right> usedBy(String user) {
        return Set.copyOf(used.getOrDefault(user, Set.of()));
    }

    /** What was refused to service accounts, also where they spoke for somebody. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** The service account of the token, as NAMESPACE:NAME; empty for other users. */
    private static Optional<String> account(HttpHead request) {
        return request.value("Authorization")
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()).split("\\."))
                .filter(token -> token.length == 3)
                .map(token -> subject(token[1]))
                .filter(subject -> subject.startsWith(ACCOUNT))
                .map(subject -> subject.substring(ACCOUNT.length()));
    }

    private static String subject(String claims) {
        try {
            return JSON.readTree(new String(Base64.getUrlDecoder().decode(claims), UTF_8))
                    .path("sub")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
