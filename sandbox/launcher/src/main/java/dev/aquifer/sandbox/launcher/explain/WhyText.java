package dev.aquifer.sandbox.launcher.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import dev.aquifer.sandbox.launcher.terminal.Screen.Style;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An explanation as text: the resource first, below it what is behind it, step by step. */
public final class WhyText {
    private static final int INDENT = 2;

    private final Screen screen;
    private final Words words;

    /** Text for that screen. */
    public WhyText(Screen screen, ZoneId zone) {
        this.screen = screen;
        this.words = new Words(zone);
    }

    /** The lines to print. */
    public List<String> lines(JsonNode why) {
        var now = Words.instant(why, "asOf");
        var lines = new ArrayList<String>();
        lines.add(headline(why, now));
        int depth = 0;
        for (var link : why.path("chain")) {
            link(lines, link, depth, now);
            depth++;
        }
        request(why, now).ifPresent(lines::add);
        if (!why.path("also").isEmpty()) {
            lines.add("");
            lines.add("Also in the way:");
            for (var link : why.path("also")) {
                link(lines, link, 1, now);
            }
        }
        return lines;
    }

    private String headline(JsonNode why, Instant now) {
        var ready = why.path("ready");
        var state =
                switch (why.path("state").asText()) {
                    case "Ready" -> screen.styled(Style.GOOD, "ready");
                    case "Unknown" -> screen.styled(Style.WARN, "unknown");
                    default -> screen.styled(Style.BAD, "not ready");
                };
        return "%s is %s: %s for %s, since %s"
                .formatted(
                        screen.styled(Style.BOLD, Words.resource(why)),
                        state,
                        ready.path("reason").asText(),
                        Words.length(ready.path("seconds").asLong()),
                        words.time(Words.instant(ready, "since"), now));
    }

    /** What a user asked for that it all began with. */
    private Optional<String> request(JsonNode why, Instant now) {
        var trail = why.path("trail");
        if (trail.isEmpty()) {
            return Optional.empty();
        }
        var last = trail.path(trail.size() - 1);
        return Optional.of(
                "Set off by %s, generation %d, applied at %s."
                        .formatted(
                                Words.resource(last),
                                last.path("generation").asLong(),
                                words.time(Words.instant(last, "since"), now)));
    }

    private void link(List<String> lines, JsonNode link, int depth, Instant now) {
        int indent = INDENT * depth;
        var arrow = depth == 0 ? "" : "<- ";
        var style =
                switch (link.path("outcome").asText()) {
                    case "Holds" -> Style.GOOD;
                    case "Unknown" -> Style.WARN;
                    default -> Style.BAD;
                };
        if (depth > 0) { // the headline says it of the first
            lines.add(" ".repeat(indent) + arrow + head(link, style, now));
        }
        var message = link.path("message").asText();
        if (!message.isBlank()) {
            lines.addAll(Words.paragraph(message, indent + arrow.length() + INDENT));
        }
        var details = details(link);
        if (!details.isEmpty()) {
            lines.addAll(Words.paragraph(details, indent + arrow.length() + INDENT));
        }
    }

    private String head(JsonNode link, Style style, Instant now) {
        var cluster = link.path("cluster").asText();
        return "%s%s  %s%s"
                .formatted(
                        Words.resource(link),
                        cluster.isEmpty() ? "" : " on " + cluster,
                        screen.styled(style, link.path("reason").asText()),
                        since(link, now));
    }

    private String since(JsonNode link, Instant now) {
        return link.has("since")
                ? "  %s, since %s"
                        .formatted(
                                Words.length(link.path("seconds").asLong()),
                                words.time(Words.instant(link, "since"), now))
                : "";
    }

    private static String details(JsonNode link) {
        var told = new ArrayList<String>();
        link.path("details")
                .properties()
                .forEach(d -> told.add(spaced(d.getKey()) + " " + d.getValue().asText()));
        return String.join(", ", told);
    }

    /** podPhase becomes "pod phase". */
    private static String spaced(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
