package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** Short words for filling in objects. */
final class Fields {
    private Fields() {}

    /** Sets a text that is missing or empty. */
    static void text(ObjectNode object, String name, String value) {
        if (object.path(name).asText("").isEmpty()) {
            object.put(name, value);
        }
    }

    static void number(ObjectNode object, String name, int value) {
        if (!object.has(name)) {
            object.put(name, value);
        }
    }

    /** Sets a number where zero means that nothing was said. */
    static void positive(ObjectNode object, String name, int value) {
        if (object.path(name).asInt() == 0) {
            object.put(name, value);
        }
    }

    static void flag(ObjectNode object, String name, boolean value) {
        if (!object.has(name)) {
            object.put(name, value);
        }
    }

    /** The object at that field, made when missing. */
    static ObjectNode object(ObjectNode object, String name) {
        return object.get(name) instanceof ObjectNode own ? own : object.putObject(name);
    }

    /** The objects of a list; empty when there is none. */
    static List<ObjectNode> items(JsonNode list) {
        List<ObjectNode> items = new ArrayList<>();
        for (JsonNode item : list) {
            if (item instanceof ObjectNode object) {
                items.add(object);
            }
        }
        return items;
    }

    static JsonNode quoted(String text) {
        return TextNode.valueOf(text);
    }
}
