package dev.aquifer.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Event;
import dev.aquifer.events.Topic;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/events.md} is rendered from the types. Run with {@code -Ddocs.write=true} after a
 * change.
 */
class EventDocsTest {
    private static final Path COMMITTED = Path.of("../docs/events.md");
    private final SourceComments comments = new SourceComments(Path.of("src/main/java"));

    @Test
    void theCommittedCatalogueIsTheOneOfTheCode() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(COMMITTED, rendered());
        }

        assertThat(COMMITTED).hasContent(rendered());
    }

    private String rendered() {
        var page = new StringBuilder();
        page.append(
                """
                # Events

                Rendered from the types of `events-schema`; do not edit.

                CloudEvents 1.0 over Kafka in binary mode: headers `ce_specversion`, `ce_id`, `ce_source`, `ce_type`, `ce_subject`,
                `ce_time`, `ce_dataschema`, with the extensions `ce_correlationid` (the user's request that started it),
                `ce_causationid` (the event it answers), `ce_sequence` (rising per source and slot), `ce_requires` (features a reader
                must know; one that lacks them pauses) and `ce_traceparent`. The payload is JSON; absent fields are left out, unknown
                ones are ignored. A record without a payload says that the fact of its key is no more.

                The key is the slot of a fact; the newest fact of a slot supersedes older ones. The partition follows from the
                resource (for Works from the cluster) at the beginning of the key: murmur2 of those bytes, as Kafka's own
                partitioner computes it, modulo the number of partitions.

                """);
        for (var topic : Topic.values()) {
            render(topic, page);
        }
        return TOPIC.matcher(page).replaceAll(topic -> Topic.valueOf(topic.group(1)).topicName());
    }

    private void render(Topic topic, StringBuilder page) {
        page.append("## ").append(topic.topicName()).append("\n\n");
        page.append(topic.compacted() ? "Compacted. " : "Kept for a while. ");
        page.append("Written by ").append(topic.writers()).append(".\n\n");
        topic.family().ifPresent(family -> page.append(comments.of(family)).append("\n\n"));
        for (var event : EventCatalogue.all().of(topic)) {
            render(event, page);
        }
    }

    private void render(Class<? extends Event> event, StringBuilder page) {
        page.append("### ").append(event.getSimpleName()).append("\n\n");
        page.append(comments.of(event)).append("\n\n");
        page.append("`").append(EventCatalogue.typeOf(event)).append("`, key `");
        page.append(key(event)).append("` (for example)\n\n");
        page.append("| field | type | |\n|---|---|---|\n");
        for (var component : event.getRecordComponents()) {
            page.append("| ").append(component.getName());
            page.append(optional(component) ? " (optional)" : "");
            page.append(" | ").append(typeName(component.getGenericType()));
            page.append(" | ").append(comments.of(event, component.getName())).append(" |\n");
        }
        page.append("\n");
    }

    /** The key of a sample, with a resource of the kind that such events are about. */
    private static String key(Class<? extends Event> event) {
        var key = new Samples(true).of(event).slot().toString();
        var word = EventCatalogue.typeOf(event).split("\\.")[1];
        return key.replace(
                "ModelCache/ml-team/qwen", RESOURCES.getOrDefault(word, "ModelCache/ml-team/qwen"));
    }

    /** As comments in the source name topics. */
    private static final Pattern TOPIC = Pattern.compile("Topic#([A-Z_]+)");

    private static final Map<String, String> RESOURCES =
            Map.of(
                    "class", "InferenceClass/-/h100",
                    "cluster", "InferenceCluster/-/cluster-a",
                    "gateway", "InferenceGateway/-/default",
                    "deployment", "ModelDeployment/ml-team/qwen",
                    "service", "ModelService/ml-team/qwen",
                    "endpoint", "ModelEndpoint/ml-team/qwen");

    private static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String typeName(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == java.util.List.class
                    ? "list of " + typeName(parameterized.getActualTypeArguments()[0])
                    : "map of text to text";
        }
        return switch (((Class<?>) type).getSimpleName()) {
            case "String", "ResourceRef", "Uid", "WorkId", "ClusterName" -> "text";
            case "long", "int", "Long", "Integer" -> "number";
            case "Instant" -> "time";
            case "JsonNode" -> "JSON";
            default -> ((Class<?>) type).getSimpleName();
        };
    }
}
