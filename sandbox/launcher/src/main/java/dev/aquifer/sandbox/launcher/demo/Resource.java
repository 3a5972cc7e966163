package dev.aquifer.sandbox.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A resource as read from an API, asked for what the demo wants to know. */
record Resource(JsonNode json) {
    private static final JsonMapper MAPPER = new JsonMapper();

    static Resource of(Object anyModel) {
        return new Resource(MAPPER.valueToTree(anyModel));
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

    long generation() {
        return at("metadata.generation").asLong();
    }

    List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        for (var node : at("status.conditions")) {
            conditions.add(Condition.of(node));
        }
        return conditions;
    }

    Optional<Condition> condition(String type) {
        return conditions().stream().filter(condition -> condition.type().equals(type)).findFirst();
    }

    /** Ready, and said of what the user last wanted. */
    boolean isReady() {
        return condition("Ready")
                .filter(Condition::isTrue)
                .filter(ready -> ready.observedGeneration() >= generation())
                .isPresent();
    }

    /** What stands in the way, in the words of the first condition that says so. */
    String whyNotReady() {
        return conditions().stream()
                .filter(condition -> !condition.isTrue())
                .findFirst()
                .map(Condition::sentence)
                .orElse("no conditions yet");
    }

    record Condition(
            String type,
            String status,
            String reason,
            String message,
            long observedGeneration,
            Instant since) {

        static Condition of(JsonNode node) {

            var since = node.path("lastTransitionTime").asText("");
            return new Condition(
                    node.path("type").asText(""),
                    node.path("status").asText(""),
                    node.path("reason").asText(""),
                    node.path("message").asText(""),
                    node.path("observedGeneration").asLong(),
                    since.isEmpty() ? Instant.EPOCH : Instant.parse(since));
        }

        boolean isTrue() {
            return status.equals("True");
        }

        String sentence() {
            return "%s=%s %s%s"
                    .formatted(type, status, reason, message.isEmpty() ? "" : ": " + message);
        }
    }
}
