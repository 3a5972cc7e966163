package dev.aquifer.sandbox.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A request for a chat completion, as far as this engine heeds it.
 *
 * @param maxTokens of the answer
 * @param stream whether tokens are sent as they come
 * @param usageInStream whether a stream ends with the usage
 */
record ChatRequest(
        String model,
        List<Message> messages,
        int maxTokens,
        float temperature,
        float topP,
        int seed,
        List<String> stop,
        boolean stream,
        boolean usageInStream) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_TOKENS = 256;
    private static final int MOST_MESSAGES = 1000;

    ChatRequest {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
    }

    /** What somebody said. */
    record Message(String role, String content) {}

    /** What is wrong with a request, naming the field. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String field;

        Refused(String field, String message) {
            super(message);
            this.field = field;
        }

        String field() {
            return field;
        }
    }

    static ChatRequest parse(String body) throws Refused {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refused("", "the body is not JSON");
        }
        if (!json.isObject()) {
            throw new Refused("", "the body is not a JSON object");
        }
        var tokens = json.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        return new ChatRequest(
                text(json, "model"),
                messages(json),
                integer(json, tokens, DEFAULT_TOKENS, 1, 100_000),
                (float) number(json, "temperature", 1, 0, 2),
                (float) number(json, "top_p", 1, 0, 1),
                integer(json, "seed", -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                stops(json),
                json.path("stream").asBoolean(false),
                json.path("stream_options").path("include_usage").asBoolean(false));
    }

    private static String text(JsonNode json, String field) throws Refused {
        if (!json.path(field).isTextual()) {
            throw new Refused(field, field + " is missing or not a string");
        }
        return json.path(field).asText();
    }

    private static List<Message> messages(JsonNode json) throws Refused {
        var given = json.path("messages");
        if (!given.isArray() || given.isEmpty() || given.size() > MOST_MESSAGES) {
            throw new Refused("messages", "messages is missing, empty, too long or not a list");
        }
        var messages = new ArrayList<Message>();
        for (int i = 0; i < given.size(); i++) {
            messages.add(new Message(role(given.get(i), i), content(given.get(i), i)));
        }
        return messages;
    }

    private static String role(JsonNode message, int i) throws Refused {
        var role = message.path("role").asText();
        if (!List.of("system", "developer", "user", "assistant").contains(role)) {
            throw new Refused(
                    "messages[" + i + "].role",
                    "messages[" + i + "].role is none of system, developer, user, assistant");
        }
        return role.equals("developer") ? "system" : role;
    }

    private static String content(JsonNode message, int i) throws Refused {
        var content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        if (!content.isArray()) {
            throw new Refused(
                    "messages[" + i + "].content",
                    "messages[" + i + "].content is neither a string nor a list of parts");
        }
        var text = new StringBuilder();
        for (var part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw new Refused(
                        "messages[" + i + "].content",
                        "messages[" + i + "].content has a part that is not text");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    private static List<String> stops(JsonNode json) {
        var stop = json.path("stop");
        if (stop.isTextual()) {
            return List.of(stop.asText());
        }
        var stops = new ArrayList<String>();
        stop.forEach(s -> stops.add(s.asText()));
        return stops;
    }

    private static int integer(JsonNode json, String field, int fallback, int least, int most)
            throws Refused {
        return (int) number(json, field, fallback, least, most);
    }

    private static double number(
            JsonNode json, String field, double fallback, double least, double most)
            throws Refused {
        var value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
            throw new Refused(field, field + " is not a number from " + least + " to " + most);
        }
        return value.asDouble();
    }
}
