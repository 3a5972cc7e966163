package dev.aquifer.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A resource as some cluster shows it. */
record Resource(JsonNode json) {
    private static final JsonMapper MAPPER = new JsonMapper();

    static Resource of(Object model) {
        return new Resource(MAPPER.valueToTree(model));
    }

    /** The node at {@code status.summary.ready} and the like; missing where there is none. */
    JsonNode at(String path) {
        var node = json;
        for (var name : path.split("\\.")) {
            node = node.path(name);
        }
        return node;
    }

    String text(String path) {
        return at(path).asText("");
    }

    String name() {
        return text("metadata.name");
    }

    String uid() {
        return text("metadata.uid");
    }

    long generation() {
        return at("metadata.generation").asLong();
    }

    List<Condition> conditions() {
        var all = new ArrayList<Condition>();
        for (var node : at("status.conditions")) {
            all.add(Condition.of(node));
        }
        return all;
    }

    Optional<Condition> condition(String type) {
        return conditions().stream().filter(condition -> condition.type().equals(type)).findFirst();
    }

    /** Whether that condition has that status and that reason, and speaks of the newest edit. */
    boolean says(String type, String status, String reason) {
        return condition(type)
                .filter(condition -> condition.status().equals(status))
                .filter(condition -> condition.reason().equals(reason))
                .filter(condition -> condition.observedGeneration() == generation())
                .isPresent();
    }

    boolean isReady() {
        return says("Ready", "True", "Ready");
    }

    /** The message of that condition; empty when it has none. */
    String message(String type) {
        return condition(type).map(Condition::message).orElse("");
    }

    /** What is worth reading when something waited for did not come. */
    String words() {
        return "%s/%s generation %d%s\n%s"
                .formatted(
                        text("kind"),
                        name(),
                        generation(),
                        text("metadata.deletionTimestamp").isEmpty() ? "" : ", being deleted",
                        conditions().stream()
                                .map(Condition::words)
                                .collect(Collectors.joining("\n")));
    }

    record Condition(
            String type,
            String status,
            String reason,
            String message,
            long observedGeneration,
            Instant since) {

        static Condition of(JsonNode node) {
            return new Condition(
                    node.path("type").asText(),
                    node.path("status").asText(),
                    node.path("reason").asText(),
                    node.path("message").asText(),
                    node.path("observedGeneration").asLong(),
                    Instant.parse(node.path("lastTransitionTime").asText()));
        }

        String words() {
            return "  %s=%s %s (generation %d, since %s): %s"
                    .formatted(type, status, reason, observedGeneration, since, message);
        }
    }
}
