package dev.aquifer.hydration.report;

import dev.aquifer.hydration.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines on one stream and, where somebody watches, sentences on another. Each line is written
 * whole; everything that is text goes through the redaction.
 */
public final class Console implements Reports {

    private final PrintStream lines;
    private final @Nullable PrintStream people;
    private final Redaction redaction;

    /** Writes lines, and sentences when {@code people} is given. */
    public Console(PrintStream lines, @Nullable PrintStream people, Redaction redaction) {
        this.lines = lines;
        this.people = people;
        this.redaction = redaction;
    }

    @Override
    public synchronized void say(Report report) {
        lines.println(Json.text(clean(report.fields())));
        lines.flush();
        if (people != null) {
            people.println(redaction.clean(Sentences.of(report)));
        }
    }

    /** The fields as they may be shown. */
    Map<String, Object> clean(Map<?, ?> fields) {
        Map<String, Object> clean = new LinkedHashMap<>();
        fields.forEach((name, value) -> clean.put(String.valueOf(name), clean(value)));
        return clean;
    }

    private Object clean(Object value) {
        return switch (value) {
            case String text -> redaction.clean(text);
            case Map<?, ?> nested -> clean(nested);
            case List<?> items -> items.stream().map(this::clean).toList();
            default -> value;
        };
    }
}
