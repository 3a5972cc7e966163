package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.http.MalformedAnswer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What happened to the objects of a bucket that keeps their versions. */
public final class History {

    /** After a moment so many changes are tried, one after the other. */
    private static final int MOST_STATES = 200;

    private final NavigableMap<Instant, List<Event>> events;

    /**
     * Something that happened to a key: a version that was written, or, without one, its removal.
     */
    record Event(String key, Instant at, Optional<S3Object> written) {
        static Event of(String key, XmlAnswer.Entry entry) throws MalformedAnswer {
            Optional<S3Object> written =
                    entry.kind().equals("Version")
                            ? Optional.of(S3Object.of(key, entry))
                            : Optional.empty();
            return new Event(key, entry.time("LastModified"), written);
        }
    }

    /** Stores list the newest event of a key first, which settles events of the same time. */
    History(List<Event> newestFirst) {
        this.events =
                newestFirst.reversed().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Event::at, TreeMap::new, Collectors.toList()));
    }

    /** The first state, from that of the given time on, that is the wanted one. */
    public Optional<List<S3Object>> find(Instant from, Predicate<List<S3Object>> wanted) {
        Map<String, S3Object> state = new TreeMap<>();
        events.headMap(from, true).values().forEach(then -> apply(then, state));
        if (wanted.test(List.copyOf(state.values()))) {
            return Optional.of(List.copyOf(state.values()));
        }
        Collection<List<Event>> later = events.tailMap(from, false).values();
        for (List<Event> then : later.stream().limit(MOST_STATES).toList()) {
            apply(then, state);
            if (wanted.test(List.copyOf(state.values()))) {
                return Optional.of(List.copyOf(state.values()));
            }
        }
        return Optional.empty();
    }

    private static void apply(List<Event> then, Map<String, S3Object> state) {
        for (Event event : then) {
            event.written()
                    .filter(object -> !object.isFolder())
                    .ifPresentOrElse(
                            object -> state.put(event.key(), object),
                            () -> state.remove(event.key()));
        }
    }
}
