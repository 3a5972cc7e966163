package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Ranges, factors and formats of numbers. */
final class NumberRules {
    private NumberRules() {}

    static List<FieldError> check(JsonNode value, SchemaNode schema, String path) {
        List<FieldError> errors = new ArrayList<>();
        ObjectNode source = schema.source();
        BigDecimal number = value.decimalValue();
        if (schema.type() == SchemaNode.Type.INTEGER
                && !fits(value, source.path("format").asText(""))) {
            errors.add(
                    new FieldError(
                            "",
                            FieldError.Type.INVALID,
                            Fields.quoted(""),
                            "Checked value must be of type integer "
                                    + range(source.path("format").asText(""))
                                    + " in "
                                    + path));
        }
        JsonNode factor = source.path("multipleOf");
        if (factor.isNumber() && number.remainder(factor.decimalValue()).signum() != 0) {
            errors.add(invalid(value, path, "should be a multiple of " + FieldValues.show(factor)));
        }
        JsonNode maximum = source.path("maximum");
        if (maximum.isNumber()) {
            boolean exclusive = source.path("exclusiveMaximum").asBoolean();
            if (number.compareTo(maximum.decimalValue()) >= (exclusive ? 0 : 1)) {
                errors.add(
                        invalid(
                                value,
                                path,
                                "should be less than "
                                        + orEqual(exclusive)
                                        + FieldValues.show(maximum)));
            }
        }
        JsonNode minimum = source.path("minimum");
        if (minimum.isNumber()) {
            boolean exclusive = source.path("exclusiveMinimum").asBoolean();
            if (number.compareTo(minimum.decimalValue()) <= (exclusive ? 0 : -1)) {
                errors.add(
                        invalid(
                                value,
                                path,
                                "should be greater than "
                                        + orEqual(exclusive)
                                        + FieldValues.show(minimum)));
            }
        }
        return errors;
    }

    private static boolean fits(JsonNode value, String format) {
        return value.isIntegralNumber() && (!format.equals("int32") || value.canConvertToInt());
    }

    private static String range(String format) {
        return format.equals("int32") || format.equals("int64")
                ? "with format " + format
                : "(default format)";
    }

    private static String orEqual(boolean exclusive) {
        return exclusive ? "" : "or equal to ";
    }

    private static FieldError invalid(JsonNode value, String path, String words) {
        return new FieldError(path, FieldError.Type.INVALID, value, path + " in body " + words);
    }
}
