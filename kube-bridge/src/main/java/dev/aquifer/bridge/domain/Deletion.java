package dev.aquifer.bridge.domain;

import dev.aquifer.events.Uid;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A deletion that was asked for on the bus and decided: of which life, and by which request.
 *
 * @param place of the request
 * @param uid the only life that is meant
 * @param generation as it was when that was decided
 */
public record Deletion(RequestPlace place, Uid uid, long generation) {
    private static final Pattern WRITTEN = Pattern.compile("(\\S+) (\\S+) (\\d{1,18})");

    /** As it is noted: place, uid and generation. */
    @Override
    public String toString() {
        return place + " " + uid + " " + generation;
    }

    /** What was noted; empty for anything else. */
    public static Optional<Deletion> parse(String text) {
        var parts = WRITTEN.matcher(text);
        return parts.matches()
                ? RequestPlace.parse(parts.group(1))
                        .map(
                                place ->
                                        new Deletion(
                                                place,
                                                new Uid(parts.group(2)),
                                                Long.parseLong(parts.group(3))))
                : Optional.empty();
    }
}
