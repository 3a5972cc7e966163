package dev.aquifer.embeddedkubernetes.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes out of answers what differs from run to run: identities, times and the order of what has
 * none. One per scenario.
 */
final class Normalizer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, String> versions = new HashMap<>();

    Answer normalize(Answer answer) {
        String text =
                answer.body()
                        .toString()
                        .replaceAll(
                                "(202[4-9]|203\\d)-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z",
                                "TIME")
                        .replaceAll(
                                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                                "UID");
        try {
            JsonNode body = JSON.readTree(text);
            if (body instanceof ObjectNode object) {
                if (object.path("kind").asText().equals("Status")) {
                    normalizeStatus(object);
                } else {
                    normalizeObject(object);
                }
            }
            return new Answer(answer.code(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void normalizeObject(ObjectNode object) {
        if (!object.path("apiVersion").asText().startsWith("test.")) {
            withoutAdmission(object);
        }
        if (object.get("metadata") instanceof ObjectNode metadata) {
            String version = metadata.path("resourceVersion").asText();
            metadata.put(
                    "resourceVersion",
                    versions.computeIfAbsent(version, v -> "r" + versions.size()));
            if (metadata.get("managedFields") instanceof ArrayNode entries) {
                sort(entries, by("operation", "manager", "apiVersion", "subresource"));
            }
        }
    }

    /**
     * Admission plugins, controllers' first steps and structs written as null are not this module's
     * part.
     */
    private static void withoutAdmission(ObjectNode object) {
        for (String pointer :
                List.of(
                        "/spec/tolerations",
                        "/spec/priority",
                        "/spec/preemptionPolicy",
                        "/spec/taints",
                        "/status/lastPhaseTransitionTime")) {
            int name = pointer.lastIndexOf('/');
            if (object.at(pointer.substring(0, name)) instanceof ObjectNode holder) {
                holder.remove(pointer.substring(name + 1));
            }
        }
        if (object.at("/metadata/finalizers/0").asText().endsWith("-protection")) {
            ((ObjectNode) object.get("metadata")).remove("finalizers");
        }
        List<String> nulls = new ArrayList<>();
        object.properties().forEach(f -> addIf(nulls, f.getKey(), f.getValue().isNull()));
        object.remove(nulls);
    }

    private static void addIf(List<String> names, String name, boolean wanted) {
        if (wanted) {
            names.add(name);
        }
    }

    private static void normalizeStatus(ObjectNode status) {
        status.put("message", withoutDumps(status.path("message").asText()));
        status.path("details")
                .path("causes")
                .forEach(
                        c ->
                                ((ObjectNode) c)
                                        .put("message", withoutDumps(c.path("message").asText())));
        if (status.path("details").get("causes") instanceof ArrayNode causes) {
            sort(causes, by("field", "message"));
            if (causes.size() > 1) {
                status.put(
                        "message",
                        status.path("message")
                                .asText()
                                .replaceFirst("(?s)( is invalid|conflicts): .*", "$1: …"));
            }
        }
    }

    private static Comparator<JsonNode> by(String... fields) {
        return Comparator.comparing(
                node -> Stream.of(fields).map(f -> node.path(f).asText()).toList().toString());
    }

    /** Go structs and their differences are nobody's contract. */
    private static String withoutDumps(String message) {
        return message.replaceFirst("(?s)\n@@.*", "")
                .replaceFirst(
                        "(?s)Invalid value: \"\\{.*strict decoding",
                        "Invalid value: …: strict decoding")
                .replaceFirst(
                        "(?s)Invalid value: \\{\"(labels|metadata)\".*\\}: ", "Invalid value: …: ");
    }

    private static void sort(ArrayNode array, Comparator<JsonNode> order) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        items.sort(order);
        array.removeAll().addAll(items);
    }
}
