package dev.aquifer.sandbox.launcher.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import dev.aquifer.sandbox.launcher.terminal.Screen.Style;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A history, and a state of then, as text: a line for each change or condition. */
public final class HistoryText {
    private final Screen screen;
    private final Words words;

    /** Text for that screen. */
    public HistoryText(Screen screen, ZoneId zone) {
        this.screen = screen;
        this.words = new Words(zone);
    }

    /** The lines of a history. */
    public List<String> lines(JsonNode history) {
        var now = Words.instant(history, "asOf");
        var lines = new ArrayList<String>();
        var changes = history.path("changes");
        lines.add(
                "%s: %d changes"
                        .formatted(
                                screen.styled(Style.BOLD, Words.resource(history)),
                                changes.size()));
        var uid = "";
        for (var change : changes) {
            var time = words.time(Words.instant(change, "at"), now);
            if (change.path("change").asText().equals("Gone")) {
                lines.add(time + "  " + screen.styled(Style.WARN, "gone"));
                continue;
            }
            var of = change.path("uid").asText();
            if (!uid.isEmpty() && !uid.equals(of)) {
                lines.add("          another life of the name, uid " + of);
            }
            uid = of;
            lines.add(cut(time + "  " + change(change)));
        }
        return lines;
    }

    private static String change(JsonNode change) {
        var before = change.path("before");
        var was =
                before.isMissingNode()
                        ? ""
                        : "was %s%s"
                                .formatted(
                                        before.path("reason").asText(),
                                        change.has("secondsBefore")
                                                ? " for "
                                                        + Words.length(
                                                                change.path("secondsBefore")
                                                                        .asLong())
                                                : "");
        return "%-18s %-7s %-24s %s"
                .formatted(
                        change.path("type").asText(),
                        change.path("status").asText(),
                        change.path("reason").asText(),
                        was)
                .stripTrailing();
    }

    /** The lines of a state of then. */
    public List<String> at(JsonNode state) {
        var now = Words.instant(state, "asOf");
        var at = Words.instant(state, "at");
        var name = screen.styled(Style.BOLD, Words.resource(state));
        if (!state.path("exists").asBoolean()) {
            return List.of(
                    "%s at %s: %s".formatted(name, words.time(at, now), notThere(state, now)));
        }
        var lines = new ArrayList<String>();
        lines.add(
                "%s at %s, generation %d:"
                        .formatted(name, words.time(at, now), state.path("generation").asLong()));
        for (var condition : state.path("conditions")) {
            lines.add(
                    cut(
                            "  %-18s %-7s %-24s for %s, since %s"
                                    .formatted(
                                            condition.path("type").asText(),
                                            condition.path("status").asText(),
                                            condition.path("reason").asText(),
                                            Words.length(condition.path("seconds").asLong()),
                                            words.time(Words.instant(condition, "since"), now))));
            var message = condition.path("message").asText();
            if (!message.isBlank()) {
                lines.addAll(Words.paragraph(message, 6));
            }
        }
        return lines;
    }

    private String notThere(JsonNode state, Instant now) {
        if (state.has("goneSince")) {
            return "gone since " + words.time(Words.instant(state, "goneSince"), now);
        }
        return state.has("begins")
                ? "nothing is known before " + words.time(Words.instant(state, "begins"), now)
                : "nothing is known of it";
    }

    private static String cut(String line) {
        return line.length() > Screen.COLUMNS ? line.substring(0, Screen.COLUMNS - 1) + "…" : line;
    }
}
