package dev.aquifer.cache.domain;

import dev.aquifer.cache.domain.Errand.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reading of an artifact gave.
 *
 * @param count of files that differ; 0 when ok, or when nothing could be read
 * @param code why it is not ok; null when it is
 */
public record Verdict(
        String request,
        String digest,
        boolean ok,
        List<String> paths,
        int count,
        @Nullable String code,
        @Nullable String message,
        Instant at) {
    public Verdict {
        paths = List.copyOf(paths);
    }

    /** Whether files are known to differ. */
    public boolean differs() {
        return !ok && count > 0;
    }

    static Verdict good(String request, String digest, Instant at) {
        return new Verdict(request, digest, true, List.of(), 0, null, null, at);
    }

    static Verdict bad(String request, String digest, Outcome.Differs differs) {
        return new Verdict(
                request,
                digest,
                false,
                differs.paths(),
                differs.count(),
                differs.code(),
                named(differs.paths()),
                differs.at());
    }

    /** No file says that it is another; all together they are. */
    static Verdict unlike(String request, String digest, String read, Instant at) {
        return new Verdict(
                request, digest, false, List.of(), 1, "CorruptFile", "it is " + read, at);
    }

    static Verdict unread(String request, String digest, Hydration.Obstacle why, Instant at) {
        return new Verdict(request, digest, false, List.of(), 0, why.code(), why.message(), at);
    }

    /** It could not be read again, and what was known to differ does not become whole by that. */
    Verdict unread(String by, Hydration.Obstacle why, Instant when) {
        return differs()
                ? new Verdict(by, digest, false, paths, count, why.code(), why.message(), when)
                : unread(by, digest, why, when);
    }

    /** Files still differ, and why nothing was done about it. */
    Verdict unmended(Hydration.Obstacle why) {
        var message = named(paths) + "; not mended: " + why.code() + ": " + why.message();
        return new Verdict(request, digest, ok, paths, count, code, message, at);
    }

    private static String named(List<String> paths) {
        return String.join(", ", paths);
    }
}
