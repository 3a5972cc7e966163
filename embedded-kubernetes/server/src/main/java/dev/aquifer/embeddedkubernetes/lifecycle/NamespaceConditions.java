package dev.aquifer.embeddedkubernetes.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a namespace that is being deleted says of what is left in it. */
record NamespaceConditions(Collection<StoredObject> left, Instant now) {

    /** Writes them into the namespace; what holds already keeps its time. */
    void writeTo(ObjectNode namespace) {
        ArrayNode conditions = namespace.withObject("status").withArray("conditions");
        put(
                conditions,
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered");
        put(
                conditions,
                "NamespaceDeletionGroupVersionParsingFailure",
                false,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed");
        put(
                conditions,
                "NamespaceDeletionContentFailure",
                false,
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization");
        String resources = resources();
        put(
                conditions,
                "NamespaceContentRemaining",
                !resources.isEmpty(),
                resources.isEmpty() ? "ContentRemoved" : "SomeResourcesRemain",
                resources.isEmpty()
                        ? "All content successfully removed"
                        : "Some resources are remaining: " + resources);
        String finalizers = finalizers();
        put(
                conditions,
                "NamespaceFinalizersRemaining",
                !finalizers.isEmpty(),
                finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
                finalizers.isEmpty()
                        ? "All content-preserving finalizers finished"
                        : "Some content in the namespace has finalizers remaining: " + finalizers);
    }

    private String resources() {
        return counted(
                left.stream()
                        .map(each -> each.key().resource())
                        .map(name -> name.plural() + "." + name.group() + " has "),
                " resource instances");
    }

    private String finalizers() {
        return counted(
                left.stream()
                        .flatMap(each -> each.object().at("/metadata/finalizers").valueStream())
                        .map(finalizer -> finalizer.asText() + " in "),
                " resource instances");
    }

    private static String counted(Stream<String> names, String ending) {
        return names
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + entry.getValue() + ending)
                .collect(Collectors.joining(", "));
    }

    private void put(
            ArrayNode conditions, String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        List<JsonNode> known =
                conditions
                        .valueStream()
                        .filter(each -> each.path("type").asText().equals(type))
                        .toList();
        ObjectNode condition =
                known.isEmpty() || !(known.getFirst() instanceof ObjectNode there)
                        ? conditions.addObject().put("type", type)
                        : there;
        boolean turned = !condition.path("status").asText("").equals(status);
        condition.put("status", status);
        if (turned) {
            condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        condition.put("reason", reason).put("message", message);
    }
}
