package dev.aquifer.bridge.domain;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a topic of requests was handled, as it is noted on the Lease.
 *
 * @param topicId which topic of its name; empty when it is not known
 * @param next the next offset of each partition
 */
public record Progress(String topicId, Map<Integer, Long> next) {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    public Progress {
        next = Map.copyOf(next);
    }

    /** For example {@code 0:17,1:4#Zm9vYmFy}. */
    @Override
    public String toString() {
        var parts =
                new TreeMap<>(next)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + ":" + entry.getValue())
                                .collect(Collectors.joining(","));
        return topicId.isEmpty() ? parts : parts + "#" + topicId;
    }

    /** What was written; nothing of what cannot be read, so that all is looked at again. */
    public static Progress parse(String text) {
        var halves = text.split("#", 2);
        var next = new TreeMap<Integer, Long>();
        for (var part : halves[0].split(",", -1)) {
            var numbers = PART.matcher(part);
            if (numbers.matches()) {
                next.put(Integer.parseInt(numbers.group(1)), Long.parseLong(numbers.group(2)));
            }
        }
        return new Progress(halves.length == 2 ? halves[1] : "", next);
    }
}
