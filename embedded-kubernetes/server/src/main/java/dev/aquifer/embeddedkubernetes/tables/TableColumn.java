package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One column and what it shows of an object. */
record TableColumn(
        String name,
        String type,
        String format,
        String description,
        int priority,
        BiFunction<ObjectNode, Instant, JsonNode> cell) {
    private static final String NAME =
            "Name must be unique within a namespace. Is required when creating resources.";
    private static final String AGE =
            "CreationTimestamp is a timestamp representing the server time when this object was created.";

    static TableColumn nameColumn() {
        return new TableColumn(
                "Name", "string", "name", NAME, 0, (object, now) -> object.at("/metadata/name"));
    }

    /** The name with something added. */
    static TableColumn nameColumn(Function<ObjectNode, String> value) {
        return new TableColumn(
                "Name",
                "string",
                "name",
                NAME,
                0,
                (object, now) -> TextNode.valueOf(value.apply(object)));
    }

    static TableColumn age() {
        return new TableColumn(
                "Age",
                "string",
                "",
                AGE,
                0,
                (object, now) ->
                        TextNode.valueOf(
                                HumanDuration.since(
                                        object.at("/metadata/creationTimestamp").asText(""), now)));
    }

    static TableColumn text(String name, Function<ObjectNode, String> value) {
        return new TableColumn(
                name,
                "string",
                "",
                name,
                0,
                (object, now) -> TextNode.valueOf(value.apply(object)));
    }

    static TableColumn number(String name, Function<ObjectNode, Integer> value) {
        return new TableColumn(
                name,
                "integer",
                "",
                name,
                0,
                (object, now) -> IntNode.valueOf(value.apply(object)));
    }

    /** A number that may be left out. */
    static TableColumn count(String name, String pointer) {
        return new TableColumn(
                name,
                "integer",
                "",
                name,
                0,
                (object, now) -> {
                    JsonNode count = object.at(pointer);
                    return count.isMissingNode() ? NullNode.getInstance() : count;
                });
    }

    static TableColumn timed(String name, BiFunction<ObjectNode, Instant, String> value) {
        return new TableColumn(
                name,
                "string",
                "",
                name,
                0,
                (object, now) -> TextNode.valueOf(value.apply(object, now)));
    }

    /** The same, shown only with {@code -o wide}. */
    TableColumn wide() {
        return new TableColumn(name, type, format, description, 1, cell);
    }

    ObjectNode definition() {
        return ObjectJson.object()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }
}
