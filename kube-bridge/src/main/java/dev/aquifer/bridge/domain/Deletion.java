package dev.aquifer.bridge.domain;

import dev.aquifer.events.Uid;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * What to remember when this one follows those: the last of each partition, and nothing of a
     * topic that was made again since.
     */
    public List<Deletion> after(List<Deletion> noted) {
        return Stream.concat(
                        noted.stream()
                                .filter(other -> other.place.partition() != place.partition())
                                .filter(other -> other.place.topicId().equals(place.topicId())),
                        Stream.of(this))
                .toList();
    }

    /** As those of a topic are noted together. */
    public static String write(List<Deletion> deletions) {
        return deletions.stream().map(Deletion::toString).collect(Collectors.joining(","));
    }

    /** What was noted together, without what cannot be read. */
    public static List<Deletion> parseAll(String text) {
        return Stream.of(text.split(",", -1))
                .map(Deletion::parse)
                .flatMap(Optional::stream)
                .toList();
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
