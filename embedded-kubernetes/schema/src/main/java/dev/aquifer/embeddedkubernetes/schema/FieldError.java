package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reason why an object is refused, in the words of a real API server.
 *
 * @param path the field, e.g. {@code spec.rules[0].host}; empty for the object itself
 * @param badValue what was found; null where the message does not show it
 * @param detail what is wrong with it; may be empty
 */
public record FieldError(String path, Type type, @Nullable JsonNode badValue, String detail) {

    /** The kinds of refusal that a real API server knows. */
    public enum Type {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        NOT_FOUND("FieldValueNotFound", "Not found"),
        INTERNAL("InternalError", "Internal error");

        private final String reason;
        private final String words;

        Type(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /** The machine-readable reason of a Status cause. */
        public String reason() {
            return reason;
        }
    }

    /** The message without the path, as in a Status cause. */
    public String message() {
        String value = badValue == null || !showsValue() ? "" : ": " + FieldValues.show(badValue);
        return type.words + value + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** Several in one text, as in a Status message: in brackets when there is more than one. */
    public static String summary(List<FieldError> errors) {
        List<String> texts = errors.stream().map(FieldError::toString).distinct().toList();
        return texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    }

    /** As an element of {@code status.details.causes}. */
    public ObjectNode cause() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("reason", type.reason)
                .put("message", message())
                .put("field", path.isEmpty() ? "<nil>" : path);
    }

    /** The path and the message, as in a Status message. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "<nil>" : path) + ": " + message();
    }

    private boolean showsValue() {
        return switch (type) {
            case REQUIRED, FORBIDDEN, TOO_LONG, INTERNAL -> false;
            default -> true;
        };
    }
}
