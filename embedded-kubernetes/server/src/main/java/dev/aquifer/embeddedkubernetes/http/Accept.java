package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Refusal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One media type of an {@code Accept} header: the type and its parameters. */
record Accept(String type, Map<String, String> parameters) {
    private static final Set<String> TYPES =
            Set.of("application/json", "application/yaml", "*/*", "application/*");
    private static final Set<String> FORMS =
            Set.of("", "Table", "PartialObjectMetadata", "PartialObjectMetadataList");

    /** All of them, in the order of the header; everything when there is none. */
    static List<Accept> all(String header) {
        return header.isBlank()
                ? List.of(new Accept("*/*", Map.of()))
                : Arrays.stream(header.split(",")).map(Accept::parse).toList();
    }

    /** The first that objects can be sent as. */
    static Accept forObjects(String header) {
        return all(header).stream()
                .filter(accept -> TYPES.contains(accept.type) && FORMS.contains(accept.form()))
                .findFirst()
                .orElseThrow(
                        () ->
                                Refusal.of(
                                        406,
                                        "NotAcceptable",
                                        "only the following media types are accepted: application/json, application/yaml"));
    }

    private static Accept parse(String range) {
        String[] parts = range.split(";");
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return new Accept(parts[0].strip(), Map.copyOf(parameters));
    }

    /** The parameter {@code as}; empty when whole objects are wanted. */
    String form() {
        return parameters.getOrDefault("as", "");
    }

    boolean isYaml() {
        return type.equals("application/yaml");
    }

    boolean isTable() {
        return form().equals("Table");
    }

    boolean isPartial() {
        return form().startsWith("PartialObjectMetadata");
    }
}
