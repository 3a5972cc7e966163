package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a worker is, by the lines of its log. Lines that are no reports, and numbers that make no
 * sense, change nothing.
 *
 * @param throttled how often the origin asked it to slow down, if it says so
 */
record Progress(
        String activity,
        long bytesDone,
        long bytesTotal,
        int filesDone,
        int filesTotal,
        long bytesPerSecond,
        Optional<Integer> throttled) {
    static final Progress NOTHING_SAID = new Progress("planning", 0, 0, 0, 0, 0, Optional.empty());

    /** What goes on until bytes come again, whatever else is said meanwhile. */
    private static final Set<String> STANDING = Set.of("waiting", "throttled", "stalled");

    private static final Map<String, String> ACTIVITIES =
            Map.of(
                    "plan", "downloading",
                    "progress", "downloading",
                    "waiting", "waiting",
                    "throttled", "throttled",
                    "stalled", "stalled",
                    "verifying", "verifying",
                    "retrying", "waiting");

    /** After one more line of the log. */
    Progress after(String line) {
        return Reports.object(line).flatMap(this::after).orElse(this);
    }

    private Optional<Progress> after(JsonNode line) {
        return Optional.ofNullable(ACTIVITIES.get(line.path("t").asText()))
                .map(
                        usual ->
                                new Progress(
                                        activity(line, usual),
                                        number(line, "bytesDone", bytesDone),
                                        number(
                                                line,
                                                "bytesTotal",
                                                number(line, "bytes", bytesTotal)),
                                        (int) number(line, "filesDone", filesDone),
                                        (int)
                                                number(
                                                        line,
                                                        "filesTotal",
                                                        number(line, "files", filesTotal)),
                                        number(line, "bytesPerSecond", number(line, "rate", 0)),
                                        count(line)));
    }

    private String activity(JsonNode line, String usual) {
        var said = line.path("activity").asText();
        if (said.matches("[a-z]{1,20}")) {
            return said;
        }
        var standsStill =
                line.path("t").asText().equals("progress")
                        && STANDING.contains(activity)
                        && number(line, "bytesDone", bytesDone) <= bytesDone;
        return standsStill ? activity : usual;
    }

    private static long number(JsonNode line, String field, long otherwise) {
        var value = line.path(field).asLong(-1);
        return value < 0 ? otherwise : value;
    }

    /** Rises within an attempt, also when lines come twice after a connection was lost. */
    private Optional<Integer> count(JsonNode line) {
        var said = line.path("throttled");
        return said.isInt() && said.asInt() >= throttled.orElse(0)
                ? Optional.of(said.asInt())
                : throttled;
    }

    /** Measured when it was heard, by our clock: that of a node may be any. */
    HydrationProgressed event(WorkRow row, Instant now) {
        return new HydrationProgressed(
                row.subject(),
                row.cluster(),
                row.attempt(),
                activity,
                bytesDone,
                bytesTotal,
                filesDone,
                filesTotal,
                bytesPerSecond,
                now,
                throttled.orElse(null));
    }
}
