package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Conditions in an object's status. */
final class Conditions {
    private Conditions() {}

    static JsonNode find(JsonNode object, String type) {
        return object.at("/status/conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals(type))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    static boolean isTrue(JsonNode object, String type) {
        return find(object, type).path("status").asText("").equals("True");
    }
}
