package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The combinations allOf, anyOf, oneOf and not. */
final class Alternatives {
    private final JsonNode value;
    private final String path;
    private final List<FieldError> errors = new ArrayList<>();

    Alternatives(JsonNode value, String path) {
        this.value = value;
        this.path = path;
    }

    List<FieldError> check(SchemaNode schema) {
        checkAny(schema.source().path("anyOf"));
        checkOne(schema.source().path("oneOf"));
        checkAll(schema.source().path("allOf"));
        if (schema.source().get("not") instanceof ObjectNode not
                && attempt(not).errors().isEmpty()) {
            refuse("must not validate the schema (not)");
        }
        return errors;
    }

    private void checkAny(JsonNode schemas) {
        ValueValidation.@Nullable Attempt best = null;
        for (JsonNode schema : schemas) {
            ValueValidation.Attempt tried = attempt(schema);
            if (tried.errors().isEmpty()) {
                return;
            }
            best = best == null || tried.visited() > best.visited() ? tried : best;
        }
        if (best != null) {
            refuse("must validate at least one schema (anyOf)");
            errors.addAll(best.errors());
        }
    }

    private void checkOne(JsonNode schemas) {
        ValueValidation.@Nullable Attempt best = null;
        int valid = 0;
        for (JsonNode schema : schemas) {
            ValueValidation.Attempt tried = attempt(schema);
            if (tried.errors().isEmpty()) {
                valid++;
            } else if (best == null || tried.visited() > best.visited()) {
                best = tried;
            }
        }
        if (!schemas.isEmpty() && valid != 1) {
            refuse(
                    "must validate one and only one schema (oneOf). "
                            + (valid == 0
                                    ? "Found none valid"
                                    : "Found " + valid + " valid alternatives"));
            if (valid == 0 && best != null) {
                errors.addAll(best.errors());
            }
        }
    }

    private void checkAll(JsonNode schemas) {
        List<FieldError> found = new ArrayList<>();
        int valid = 0;
        for (JsonNode schema : schemas) {
            ValueValidation.Attempt tried = attempt(schema);
            valid += tried.errors().isEmpty() ? 1 : 0;
            found.addAll(tried.errors());
        }
        errors.addAll(found);
        if (valid != schemas.size()) {
            refuse(
                    "must validate all the schemas (allOf)"
                            + (valid == 0 ? ". None validated" : ""));
        }
    }

    private ValueValidation.Attempt attempt(JsonNode schema) {
        return ValueValidation.attempt(value, SchemaNode.fragment((ObjectNode) schema), path);
    }

    private void refuse(String words) {
        errors.add(
                new FieldError(
                        "",
                        FieldError.Type.INVALID,
                        TextNode.valueOf(""),
                        FieldValues.quote(path) + " " + words));
    }
}
