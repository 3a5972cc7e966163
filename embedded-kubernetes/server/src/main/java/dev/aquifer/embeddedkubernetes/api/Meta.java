package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;

/** The metadata of an object, read and changed in place. */
record Meta(ObjectNode object) {

    private ObjectNode metadata() {
        return object.withObject("metadata");
    }

    String text(String field) {
        return object.path("metadata").path(field).asText("");
    }

    String name() {
        return text("name");
    }

    String namespace() {
        return text("namespace");
    }

    long generation() {
        return object.path("metadata").path("generation").asLong(0);
    }

    boolean deleting() {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    List<String> finalizers() {
        return StreamSupport.stream(object.path("metadata").path("finalizers").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    void finalizers(List<String> finalizers) {
        if (finalizers.isEmpty()) {
            metadata().remove("finalizers");
            return;
        }
        ArrayNode array = metadata().putArray("finalizers");
        finalizers.forEach(array::add);
    }

    void put(String field, String value) {
        metadata().put(field, value);
    }

    void put(String field, long value) {
        metadata().put(field, value);
    }

    void remove(String... fields) {
        metadata().remove(List.of(fields));
    }

    /** What is empty is as good as absent, and not kept. */
    void dropEmpty(String... fields) {
        for (String field : fields) {
            JsonNode value = object.path("metadata").path(field);
            if (value.isContainerNode() && value.isEmpty()) {
                metadata().remove(field);
            }
        }
    }

    /** Takes a field of another object's metadata, also its absence. */
    void take(ObjectNode other, String field) {
        JsonNode value = other.path("metadata").path(field);
        if (value.isMissingNode()) {
            metadata().remove(field);
        } else {
            metadata().set(field, value.deepCopy());
        }
    }

    /** The instant as objects write it. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
