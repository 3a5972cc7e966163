package dev.aquifer.bridge.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where on the bus a request is. Later requests for a name are in the same partition.
 *
 * @param topicId which topic of that name, as one that was deleted and made again begins at 0;
 *     empty when it is not known
 */
public record RequestPlace(String topic, String topicId, int partition, long offset) {
    private static final Pattern WRITTEN =
            Pattern.compile("(\\S+)-(\\d{1,9})@(\\d{1,18})(?:#(\\S+))?");

    /** What to do with a request, given what was applied last. */
    public enum Turn {
        /** It is the next. */
        NEXT,
        /** It is the one that was applied last. */
        REPEATED,
        /** Something later was applied. */
        OUTDATED
    }

    /** As it is annotated: {@code topic-partition@offset#topicId}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset + (topicId.isEmpty() ? "" : "#" + topicId);
    }

    /** Reads what was annotated; empty for anything else. */
    static Optional<RequestPlace> parse(String text) {
        var parts = WRITTEN.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new RequestPlace(
                                parts.group(1),
                                Optional.ofNullable(parts.group(4)).orElse(""),
                                Integer.parseInt(parts.group(2)),
                                Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    /** Whether this request is to be applied to the object that is there. */
    public Turn turn(Optional<Resource> there) {
        var applied =
                there.map(resource -> resource.annotations().get(Marks.REQUEST))
                        .flatMap(RequestPlace::parse)
                        .filter(this::comparable);
        if (applied.isEmpty() || applied.get().offset < offset) {
            return Turn.NEXT;
        }
        return applied.get().offset == offset ? Turn.REPEATED : Turn.OUTDATED;
    }

    private boolean comparable(RequestPlace other) {
        return other.topic.equals(topic)
                && other.partition == partition
                && (other.topicId.equals(topicId) || other.topicId.isEmpty() || topicId.isEmpty());
    }
}
