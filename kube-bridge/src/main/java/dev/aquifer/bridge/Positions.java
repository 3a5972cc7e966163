package dev.aquifer.bridge;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far topics without keys were handled, as a note on the Lease. */
final class Positions {
    private Positions() {}

    /** The name of the note. */
    static String note(Topic topic) {
        return "aquifer.dev/position-" + topic.topicName();
    }

    /** For example {@code 0:17,1:4}. */
    static String write(Map<Place, Long> positions) {
        return new TreeMap<>(positions)
                .entrySet().stream()
                        .map(entry -> entry.getKey().partition() + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    /** What was written; nothing of what cannot be read, so that all is handled again. */
    static Map<Place, Long> read(Topic topic, Map<String, String> notes) {
        var positions = new HashMap<Place, Long>();
        for (var part : notes.getOrDefault(note(topic), "").split(",", -1)) {
            var numbers = part.split(":", -1);
            if (numbers.length == 2 && part.matches("\\d{1,9}:\\d{1,18}")) {
                positions.put(
                        new Place(topic, Integer.parseInt(numbers[0])), Long.parseLong(numbers[1]));
            }
        }
        return positions;
    }
}
