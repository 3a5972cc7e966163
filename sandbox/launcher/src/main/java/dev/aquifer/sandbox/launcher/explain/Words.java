package dev.aquifer.sandbox.launcher.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Times, lengths and paragraphs as people read them. */
final class Words {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ZoneId zone;

    Words(ZoneId zone) {
        this.zone = zone;
    }

    /** The time of day; with the day where it is another than that of {@code now}. */
    String time(Instant instant, Instant now) {
        var there = instant.atZone(zone);
        return there.toLocalDate().equals(now.atZone(zone).toLocalDate())
                ? there.format(CLOCK)
                : there.format(DAY);
    }

    /** For example 8s, 2m5s, 3h12m, 4d7h. */
    static String length(long seconds) {
        var length = Duration.ofSeconds(seconds);
        if (length.toMinutes() == 0) {
            return seconds + "s";
        }
        if (length.toHours() == 0) {
            return length.toMinutes() + "m" + length.toSecondsPart() + "s";
        }
        return length.toDays() == 0
                ? length.toHours() + "h" + length.toMinutesPart() + "m"
                : length.toDays() + "d" + length.toHoursPart() + "h";
    }

    /** Lines of a paragraph that are indented and no longer than a screen is wide. */
    static List<String> paragraph(String text, int indent) {
        int width = Screen.COLUMNS - indent;
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(" ".repeat(indent) + line);
        }
        return lines;
    }

    /** Kind and name, with the namespace before the name where there is one. */
    static String resource(JsonNode node) {
        var namespace = node.path("namespace").asText();
        return node.path("kind").asText()
                + " "
                + (namespace.isEmpty() ? "" : namespace + "/")
                + node.path("name").asText();
    }

    static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
