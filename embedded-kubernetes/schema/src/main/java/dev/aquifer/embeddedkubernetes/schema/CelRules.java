package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code x-kubernetes-validations} of one place of a schema. */
final class CelRules {

    private record Rule(
            String text,
            String message,
            String messageExpression,
            String fieldPath,
            String reason,
            boolean optionalOld) {

        static Rule of(JsonNode rule) {
            return new Rule(
                    rule.path("rule").asText().strip(),
                    rule.path("message").asText("").strip(),
                    rule.path("messageExpression").asText(""),
                    rule.path("fieldPath").asText(""),
                    rule.path("reason").asText(""),
                    rule.path("optionalOldSelf").asBoolean());
        }

        String name() {
            return message.isEmpty() ? text : message;
        }
    }

    private final SchemaNode schema;
    private final List<Rule> rules;

    private CelRules(SchemaNode schema, List<Rule> rules) {
        this.schema = schema;
        this.rules = rules;
    }

    static CelRules of(SchemaNode schema) {
        List<Rule> rules = new ArrayList<>();
        schema.source().path("x-kubernetes-validations").forEach(r -> rules.add(Rule.of(r)));
        return new CelRules(schema, List.copyOf(rules));
    }

    /** Checks a whole object, every rule at every depth. */
    static List<FieldError> check(ObjectNode object, @Nullable ObjectNode old, SchemaNode schema) {
        List<FieldError> errors = new ArrayList<>();
        visit(object, old, schema, "", errors);
        return errors;
    }

    private static void visit(
            JsonNode value,
            @Nullable JsonNode old,
            SchemaNode schema,
            String path,
            List<FieldError> errors) {
        if (value.isNull()) {
            return;
        }
        schema.rules().checkHere(value, old == null || old.isNull() ? null : old, path, errors);
        if (value instanceof ObjectNode object) {
            for (var field : object.properties()) {
                String name = field.getKey();
                SchemaNode declared = schema.declaredProperty(name);
                SchemaNode child = declared == null ? schema.values() : declared;
                if (child != null) {
                    String below =
                            declared == null
                                    ? path + "[" + name + "]"
                                    : path.isEmpty() ? name : path + "." + name;
                    visit(field.getValue(), Correlation.field(old, name), child, below, errors);
                }
            }
        } else if (value instanceof ArrayNode array && schema.items() != null) {
            for (int i = 0; i < array.size(); i++) {
                visit(
                        array.get(i),
                        Correlation.item(old, array.get(i), schema),
                        schema.items(),
                        path + "[" + i + "]",
                        errors);
            }
        }
    }

    private void checkHere(
            JsonNode value, @Nullable JsonNode old, String path, List<FieldError> errors) {
        if (rules.isEmpty()) {
            return;
        }
        Object self = CelValues.of(visible(value), schema);
        Object oldSelf = old == null ? null : CelValues.of(visible(old), schema);
        boolean unchanged = old != null && FieldValues.same(value, old);
        for (Rule rule : rules) {
            CelEngine.Expression compiled = CelEngine.compile(rule.text, rule.optionalOld);
            boolean skip =
                    compiled.usesOldSelf() ? oldSelf == null && !rule.optionalOld : unchanged;
            if (!skip) {
                run(rule, compiled, variables(rule, self, oldSelf), value, path)
                        .ifPresent(errors::add);
            }
        }
    }

    /** Of the metadata of a whole object, rules see the names only. */
    private JsonNode visible(JsonNode value) {
        if (!schema.embedsObject() || !(value.get("metadata") instanceof ObjectNode metadata)) {
            return value;
        }
        ObjectNode seen = ((ObjectNode) value).objectNode();
        seen.setAll((ObjectNode) value);
        return seen.set("metadata", metadata.deepCopy().retain("name", "generateName"));
    }

    private static Map<String, Object> variables(Rule rule, Object self, @Nullable Object oldSelf) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", self);
        if (rule.optionalOld) {
            variables.put("oldSelf", Optional.ofNullable(oldSelf));
        } else if (oldSelf != null) {
            variables.put("oldSelf", oldSelf);
        }
        return variables;
    }

    private Optional<FieldError> run(
            Rule rule,
            CelEngine.Expression compiled,
            Map<String, Object> variables,
            JsonNode value,
            String path) {
        TextNode typeName = TextNode.valueOf(schema.source().path("type").asText(""));
        if (compiled.program() == null) {
            return Optional.of(
                    new FieldError(
                            path,
                            FieldError.Type.INVALID,
                            typeName,
                            "rule compile error: " + compiled.problem()));
        }
        try {
            if (Boolean.TRUE.equals(CelEngine.run(compiled.program(), variables))) {
                return Optional.empty();
            }
        } catch (CelEngine.Failure e) {
            String words =
                    "no such overload".equals(e.getMessage())
                            ? "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: "
                            : e.getMessage() + " evaluating rule: ";
            return Optional.of(
                    new FieldError(path, FieldError.Type.INVALID, typeName, words + rule.name()));
        }
        return Optional.of(refusal(rule, message(rule, variables), value, path + rule.fieldPath));
    }

    private static String message(Rule rule, Map<String, Object> variables) {
        if (!rule.messageExpression.isEmpty()) {
            CelEngine.Expression compiled =
                    CelEngine.compile(rule.messageExpression, rule.optionalOld);
            try {
                if (compiled.program() != null
                        && CelEngine.run(compiled.program(), variables) instanceof String text
                        && !text.isBlank()
                        && !text.contains("\n")) {
                    return text.strip();
                }
            } catch (CelEngine.Failure e) {
                return fallback(rule);
            }
        }
        return fallback(rule);
    }

    private static String fallback(Rule rule) {
        return rule.message.isEmpty() ? "failed rule: " + rule.text : rule.message;
    }

    private FieldError refusal(Rule rule, String detail, JsonNode value, String path) {
        String place = path.startsWith(".") ? path.substring(1) : path;
        JsonNode shown = value.isContainerNode() ? null : value;
        return switch (rule.reason) {
            case "FieldValueForbidden" ->
                    new FieldError(place, FieldError.Type.FORBIDDEN, null, detail);
            case "FieldValueRequired" ->
                    new FieldError(place, FieldError.Type.REQUIRED, null, detail);
            case "FieldValueDuplicate" ->
                    new FieldError(place, FieldError.Type.DUPLICATE, shown, "");
            default -> new FieldError(place, FieldError.Type.INVALID, shown, detail);
        };
    }
}
