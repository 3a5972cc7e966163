package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A field selector: {@code metadata.name=a,status.phase!=Running}, for the fields that each kind
 * has indexed.
 */
record FieldSelector(List<Requirement> requirements) implements Predicate<StoredObject> {

    private static final Map<String, List<String>> FIELDS =
            Map.ofEntries(
                    Map.entry(
                            "pods",
                            List.of(
                                    "spec.nodeName",
                                    "spec.restartPolicy",
                                    "spec.schedulerName",
                                    "spec.serviceAccountName",
                                    "spec.hostNetwork",
                                    "status.phase",
                                    "status.podIP",
                                    "status.nominatedNodeName")),
                    Map.entry(
                            "events",
                            List.of(
                                    "involvedObject.kind",
                                    "involvedObject.namespace",
                                    "involvedObject.name",
                                    "involvedObject.uid",
                                    "involvedObject.apiVersion",
                                    "involvedObject.resourceVersion",
                                    "involvedObject.fieldPath",
                                    "reason",
                                    "reportingComponent",
                                    "source",
                                    "type")),
                    Map.entry("secrets", List.of("type")),
                    Map.entry("namespaces", List.of("status.phase")),
                    Map.entry("nodes", List.of("spec.unschedulable")),
                    Map.entry("services", List.of("spec.clusterIP", "spec.type")),
                    Map.entry("jobs.batch", List.of("status.successful")),
                    Map.entry("replicasets.apps", List.of("status.replicas")));

    private record Requirement(String field, String value, boolean equal) {}

    static FieldSelector parse(String selector, ServedResource resource) {
        var requirements = new ArrayList<Requirement>();
        for (String part : selector.split("(?<!\\\\),")) {
            if (!part.isEmpty()) {
                requirements.add(requirement(part, selector, resource));
            }
        }
        return new FieldSelector(requirements);
    }

    @Override
    public boolean test(StoredObject object) {
        return requirements.isEmpty()
                || requirements.stream().allMatch(requirement -> holds(requirement, object));
    }

    boolean isEmpty() {
        return requirements.isEmpty();
    }

    private static Requirement requirement(String part, String selector, ServedResource resource) {
        int equals = part.indexOf('=');
        int value = equals + (part.startsWith("==", equals) ? 2 : 1);
        if (equals >= 0 && part.indexOf('=', value) >= 0) {
            throw Refusal.badRequest("invalid field selector: unescaped character in value: 61");
        }
        if (equals < 1) {
            throw Refusal.badRequest(
                    "invalid selector: '%s'; can't understand '%s'".formatted(selector, part));
        }
        boolean unequal = part.charAt(equals - 1) == '!';
        String field = part.substring(0, unequal ? equals - 1 : equals);
        if (!known(field, resource)) {
            throw Refusal.badRequest(
                    resource.custom().isPresent() || FIELDS.containsKey(resource.name().toString())
                            ? "field label not supported: " + field
                            : "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                                    .formatted(field));
        }
        return new Requirement(field, part.substring(value).replaceAll("\\\\(.)", "$1"), !unequal);
    }

    private static boolean known(String field, ServedResource resource) {
        return field.equals("metadata.name")
                || field.equals("metadata.namespace")
                || FIELDS.getOrDefault(resource.name().toString(), List.of()).contains(field)
                || resource.custom()
                        .filter(custom -> custom.selectableFields().contains("." + field))
                        .isPresent();
    }

    private static boolean holds(Requirement requirement, StoredObject object) {
        return requirement.equal == requirement.value.equals(value(requirement.field, object));
    }

    private static String value(String field, StoredObject object) {
        ObjectKey key = object.key();
        return switch (field) {
            case "metadata.name" -> key.name();
            case "metadata.namespace" -> key.namespace();
            case "source" -> object.object().at("/source/component").asText("");
            case "spec.unschedulable", "spec.hostNetwork" ->
                    Boolean.toString(at(field, object).asBoolean(false));
            case "status.successful" ->
                    Integer.toString(object.object().at("/status/succeeded").asInt(0));
            case "status.replicas" -> Integer.toString(at(field, object).asInt(0));
            default -> at(field, object).asText("");
        };
    }

    private static JsonNode at(String field, StoredObject object) {
        return object.object().at("/" + field.replace('.', '/'));
    }
}
