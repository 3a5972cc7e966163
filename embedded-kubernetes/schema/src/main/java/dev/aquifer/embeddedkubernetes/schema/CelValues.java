package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns JSON into the values CEL computes with, typed as the schema says. */
final class CelValues {
    private static final Set<String> RESERVED =
            Set.of(
                    "true",
                    "false",
                    "null",
                    "in",
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "return",
                    "var",
                    "void",
                    "while");

    private CelValues() {}

    static Object of(JsonNode value, @Nullable SchemaNode schema) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> map(value, schema);
            case ARRAY -> {
                List<Object> list = new ArrayList<>(value.size());
                value.forEach(item -> list.add(of(item, schema == null ? null : schema.items())));
                yield list;
            }
            case STRING, BINARY -> text(value.asText(), schema);
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(value, schema);
            case NULL, MISSING -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(JsonNode value, @Nullable SchemaNode schema) {
        boolean real = schema != null && schema.type() == SchemaNode.Type.NUMBER;
        return real || !value.canConvertToLong() || !value.isIntegralNumber()
                ? (Object) value.doubleValue()
                : (Object) value.longValue();
    }

    private static Object text(String text, @Nullable SchemaNode schema) {
        String format = schema == null ? "" : schema.source().path("format").asText("");
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "date" -> Instant.parse(text + "T00:00:00Z");
                case "duration" -> duration(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                default -> text;
            };
        } catch (RuntimeException e) { // the format rule has already refused it
            return text;
        }
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text.replaceAll("(\\d+)ms", "0.$1s"));
    }

    private static Map<String, Object> map(JsonNode value, @Nullable SchemaNode schema) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (var field : value.properties()) {
            String name = field.getKey();
            SchemaNode declared = schema == null ? null : schema.declaredProperty(name);
            Object converted =
                    of(
                            field.getValue(),
                            declared != null || schema == null ? declared : schema.child(name));
            map.put(name, converted);
            if (declared != null) {
                map.put(escape(name), converted);
            }
        }
        return map;
    }

    /** A field's name as an identifier of CEL. */
    static String escape(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__")
                        .replace(".", "__dot__")
                        .replace("-", "__dash__")
                        .replace("/", "__slash__");
    }
}
