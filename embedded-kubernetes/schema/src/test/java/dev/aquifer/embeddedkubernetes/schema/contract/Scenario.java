package dev.aquifer.embeddedkubernetes.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Requests that follow one another on a server that is empty at first. */
record Scenario(String name, List<Step> steps) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, String> MEDIA_TYPES =
            Map.of(
                    "", "",
                    "json", "application/json",
                    "merge", "application/merge-patch+json",
                    "json-patch", "application/json-patch+json",
                    "strategic", "application/strategic-merge-patch+json",
                    "apply", "application/apply-patch+yaml");

    /** One request; a body given as text is sent as it is. */
    record Step(String method, String path, String mediaType, String body) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What a server answered. */
    record Answer(int code, JsonNode body) {}

    static JsonNode read(String resource) {
        try (InputStream stream =
                Objects.requireNonNull(
                        Scenario.class.getResourceAsStream("/corpus/" + resource), resource)) {
            return YAML.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Scenario> load(String corpus) {
        List<Scenario> scenarios = new ArrayList<>();
        read(corpus + ".yaml")
                .properties()
                .forEach(s -> scenarios.add(new Scenario(s.getKey(), steps(s.getValue()))));
        return scenarios;
    }

    private static List<Step> steps(JsonNode list) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : list) {
            JsonNode body = step.get(3);
            String text = body.isNull() ? "" : body.isTextual() ? body.asText() : body.toString();
            steps.add(
                    new Step(
                            step.get(0).asText(),
                            step.get(1).asText(),
                            Objects.requireNonNull(MEDIA_TYPES.get(step.get(2).asText())),
                            text));
        }
        return steps;
    }
}
