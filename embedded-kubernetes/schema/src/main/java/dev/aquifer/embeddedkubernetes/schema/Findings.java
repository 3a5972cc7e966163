package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a built-in object, in the usual forms of refusal. */
final class Findings {
    private final List<FieldError> errors = new ArrayList<>();

    List<FieldError> errors() {
        return errors;
    }

    void required(String path, String detail) {
        errors.add(new FieldError(path, FieldError.Type.REQUIRED, null, detail));
    }

    void invalid(String path, JsonNode value, String detail) {
        errors.add(new FieldError(path, FieldError.Type.INVALID, value, detail));
    }

    void forbidden(String path, String detail) {
        errors.add(new FieldError(path, FieldError.Type.FORBIDDEN, null, detail));
    }

    void duplicate(String path, JsonNode value) {
        errors.add(new FieldError(path, FieldError.Type.DUPLICATE, value, ""));
    }

    void notFound(String path, JsonNode value) {
        errors.add(new FieldError(path, FieldError.Type.NOT_FOUND, value, ""));
    }

    void tooLong(String path, long limit) {
        errors.add(
                new FieldError(
                        path,
                        FieldError.Type.TOO_LONG,
                        null,
                        ValueValidation.atMost(limit, "byte")));
    }

    /** One of these, or nothing at all. */
    void oneOf(String path, JsonNode value, List<String> supported) {
        if (!value.asText("").isEmpty() && !supported.contains(value.asText())) {
            notSupported(path, value, supported);
        }
    }

    void notSupported(String path, JsonNode value, List<String> supported) {
        String listed = String.join(", ", supported.stream().map(FieldValues::quote).toList());
        errors.add(
                new FieldError(
                        path, FieldError.Type.NOT_SUPPORTED, value, "supported values: " + listed));
    }

    void notNegative(JsonNode holder, String name, String path) {
        if (holder.path(name).asLong() < 0) {
            invalid(path + "." + name, holder.get(name), "must be greater than or equal to 0");
        }
    }

    /** A field that an update may not change. */
    void immutable(JsonNode now, JsonNode before, String name, String path) {
        if (!FieldValues.same(now.path(name), before.path(name))) {
            invalid(
                    path.isEmpty() ? name : path + "." + name,
                    shown(now.path(name)),
                    "field is immutable");
        }
    }

    private static JsonNode shown(JsonNode value) {
        return value.isMissingNode()
                ? com.fasterxml.jackson.databind.node.NullNode.getInstance()
                : value;
    }

    void name(JsonNode holder, String path, ObjectMetaRules.NameRule rule) {
        String name = holder.path("name").asText("");
        if (name.isEmpty()) {
            required(path + ".name", "");
        } else {
            ObjectMetaRules.nameProblems(name, rule)
                    .forEach(p -> invalid(path + ".name", holder.get("name"), p));
        }
    }
}
