package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Comparator;

/**
 * How an API server shows and compares values: strings quoted, numbers by what they mean, the rest
 * as compact JSON.
 */
public final class FieldValues {

    /** Numbers are equal when they mean the same, however they were parsed. */
    private static final Comparator<JsonNode> BY_MEANING =
            (a, b) ->
                    a.isNumber() && b.isNumber()
                            ? a.decimalValue().compareTo(b.decimalValue())
                            : a.equals(b) ? 0 : 1;

    private FieldValues() {}

    /** Whether two values mean the same; the order of fields does not matter. */
    public static boolean same(JsonNode a, JsonNode b) {
        return a.equals(BY_MEANING, b);
    }

    static String show(JsonNode value) {
        return value.isFloatingPointNumber() ? number(value.doubleValue()) : value.toString();
    }

    /** As Go's %v shows a float. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e21)) {
            String text =
                    new BigDecimal(Double.toString(value))
                            .round(java.math.MathContext.DECIMAL64)
                            .toString();
            return text.replace("E", "e");
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** As Go's %q shows a string. */
    static String quote(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
