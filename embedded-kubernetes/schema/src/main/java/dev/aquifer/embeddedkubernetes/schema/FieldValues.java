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
        if (value.isTextual()) {
            return quote(value.asText());
        }
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
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> quoted.append(escaped(point)));
        return quoted.append('"').toString();
    }

    private static String escaped(int point) {
        int plain = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(point);
        if (plain >= 0) {
            return "\\" + "abfnrtv\\\"".charAt(plain);
        }
        if (point < 0x20 || point == 0x7f) {
            return "\\x%02x".formatted(point);
        }
        boolean shown =
                !Character.isISOControl(point)
                        && (Character.isDefined(point) || point > 0xffff)
                        && (!Character.isSpaceChar(point) || point == ' ');
        return shown
                ? Character.toString(point)
                : point > 0xffff ? "\\U%08x".formatted(point) : "\\u%04x".formatted(point);
    }
}
