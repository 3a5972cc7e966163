package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A label selector object as text: {@code a=b,c in (d,e)}. */
public final class SelectorText {
    private SelectorText() {}

    /**
     * The text of a selector with {@code matchLabels} and {@code matchExpressions}; {@code <none>}
     * of an empty one.
     */
    public static String of(JsonNode selector) {
        String text = requirements(selector);
        return text.isEmpty() ? BuiltinColumns.NONE : text;
    }

    /** The same, but empty of an empty one. */
    public static String requirements(JsonNode selector) {
        var parts = new TreeSet<String>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> parts.add(label.getKey() + "=" + label.getValue().asText()));
        selector.path("matchExpressions").forEach(expression -> parts.add(expression(expression)));
        return String.join(",", parts);
    }

    private static String expression(JsonNode expression) {
        String key = expression.path("key").asText();
        String values =
                expression
                        .path("values")
                        .valueStream()
                        .map(JsonNode::asText)
                        .sorted()
                        .collect(Collectors.joining(",", "(", ")"));
        return switch (expression.path("operator").asText()) {
            case "In" -> key + " in " + values;
            case "NotIn" -> key + " notin " + values;
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }
}
