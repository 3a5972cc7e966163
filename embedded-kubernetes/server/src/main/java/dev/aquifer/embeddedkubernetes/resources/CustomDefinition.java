package dev.aquifer.embeddedkubernetes.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.Column;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.Custom;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.ScalePaths;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.ResourceType;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A CustomResourceDefinition object, read. */
public record CustomDefinition(ObjectNode object, long revision) {
    private static final List<String> VERBS =
            List.of(
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "create",
                    "update",
                    "watch");

    /** The resource it defines. */
    public ResourceName name() {
        return new ResourceName(
                object.at("/spec/group").asText(), object.at("/spec/names/plural").asText());
    }

    /** The served versions, in the order of the definition. */
    public List<ServedResource> served() {
        return versions().stream()
                .filter(version -> version.path("served").asBoolean())
                .map(this::served)
                .toList();
    }

    /** The version in which new objects are stored. */
    public String storageVersion() {
        return versions().stream()
                .filter(version -> version.path("storage").asBoolean())
                .map(version -> version.path("name").asText())
                .findFirst()
                .orElse("");
    }

    private List<JsonNode> versions() {
        return elements(object.at("/spec/versions"));
    }

    private ServedResource served(JsonNode version) {
        JsonNode names = object.at("/spec/names");
        String kindName = names.path("kind").asText();
        var kind =
                new GroupVersionKind(
                        object.at("/spec/group").asText(), version.path("name").asText(), kindName);
        var type =
                new ResourceType(
                        kind,
                        names.path("plural").asText(),
                        names.path("singular").asText(kindName.toLowerCase(Locale.ROOT)),
                        object.at("/spec/scope").asText().equals("Namespaced"),
                        strings(names.path("shortNames")),
                        strings(names.path("categories")),
                        VERBS,
                        subresources(version));
        var schema =
                version.at("/schema/openAPIV3Schema") instanceof ObjectNode source
                        ? source
                        : JsonNodeFactory.instance.objectNode();
        return ServedResource.of(
                type, Schema.ofCustomResource(kind, schema), Optional.of(custom(version)));
    }

    private static List<String> subresources(JsonNode version) {
        var subresources = new ArrayList<String>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        return subresources;
    }

    private Custom custom(JsonNode version) {
        JsonNode scale = version.at("/subresources/scale");
        return new Custom(
                elements(version.path("additionalPrinterColumns")).stream()
                        .map(CustomDefinition::column)
                        .toList(),
                elements(version.path("selectableFields")).stream()
                        .map(field -> field.path("jsonPath").asText())
                        .toList(),
                scale.isObject() ? Optional.of(scalePaths(scale)) : Optional.empty(),
                revision);
    }

    private static Column column(JsonNode column) {
        return new Column(
                column.path("name").asText(),
                column.path("type").asText(),
                column.path("format").asText(""),
                column.path("description").asText(""),
                column.path("priority").asInt(0),
                column.path("jsonPath").asText());
    }

    private static ScalePaths scalePaths(JsonNode scale) {
        return new ScalePaths(
                scale.path("specReplicasPath").asText(),
                scale.path("statusReplicasPath").asText(),
                scale.path("labelSelectorPath").asText(""));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static List<String> strings(JsonNode array) {
        return elements(array).stream().map(JsonNode::asText).toList();
    }
}
