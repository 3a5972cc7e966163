package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.schema.ResourceType;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is: groups, versions and resources, each on its own and all in one document. */
record Discovery(Resources resources) {

    /** {@code GET /api}. */
    ObjectNode core() {
        ObjectNode versions = ObjectJson.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    /** {@code GET /apis}. */
    ObjectNode groups() {
        ObjectNode list = ObjectJson.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        resources
                .byGroup()
                .forEach(
                        (name, versions) -> {
                            if (!name.isEmpty()) {
                                groups.add(group(name, versions));
                            }
                        });
        return list;
    }

    /** {@code GET /apis/GROUP}. */
    Optional<ObjectNode> group(String name) {
        return Optional.ofNullable(resources.byGroup().get(name))
                .map(
                        versions ->
                                ObjectJson.object()
                                        .put("kind", "APIGroup")
                                        .put("apiVersion", "v1")
                                        .setAll(group(name, versions)));
    }

    private static ObjectNode group(String name, Map<String, List<ServedResource>> versions) {
        ObjectNode group = ObjectJson.object().put("name", name);
        ArrayNode all = group.putArray("versions");
        versions.keySet().forEach(version -> all.add(version(name, version)));
        group.set("preferredVersion", all.get(0).deepCopy());
        return group;
    }

    private static ObjectNode version(String group, String version) {
        return ObjectJson.object()
                .put("groupVersion", group + "/" + version)
                .put("version", version);
    }

    /** {@code GET /apis/GROUP/VERSION} and {@code GET /api/v1}. */
    Optional<ObjectNode> version(String group, String version, String groupVersion) {
        List<ServedResource> served =
                resources.byGroup().getOrDefault(group, Map.of()).getOrDefault(version, List.of());
        if (served.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = ObjectJson.object().put("kind", "APIResourceList");
        list.put("apiVersion", "v1").put("groupVersion", groupVersion);
        ArrayNode all = list.putArray("resources");
        served.forEach(
                resource -> {
                    all.add(resource(resource.type()));
                    Subresources.of(resource.type()).forEach(sub -> all.add(sub.resource()));
                });
        return Optional.of(list);
    }

    private static ObjectNode resource(ResourceType type) {
        ObjectNode resource =
                ObjectJson.object()
                        .put("name", type.plural())
                        .put("singularName", type.singular())
                        .put("namespaced", type.namespaced())
                        .put("kind", type.kind().kind());
        strings(resource, "verbs", type.verbs());
        optional(resource, "shortNames", type.shortNames());
        optional(resource, "categories", type.categories());
        return resource;
    }

    /** Everything of {@code /api} or {@code /apis} in one document. */
    ObjectNode aggregated(boolean core) {
        ObjectNode list =
                ObjectJson.object()
                        .put("kind", "APIGroupDiscoveryList")
                        .put("apiVersion", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        resources
                .byGroup()
                .forEach(
                        (name, versions) -> {
                            if (name.isEmpty() == core) {
                                items.add(aggregated(name, versions));
                            }
                        });
        return list;
    }

    private static ObjectNode aggregated(String name, Map<String, List<ServedResource>> versions) {
        ObjectNode group = ObjectJson.object();
        ObjectNode metadata = group.putObject("metadata");
        if (!name.isEmpty()) {
            metadata.put("name", name);
        }
        ArrayNode all = group.putArray("versions");
        versions.forEach(
                (version, served) -> {
                    ObjectNode each = all.addObject().put("version", version);
                    ArrayNode list = each.putArray("resources");
                    served.forEach(resource -> list.add(aggregated(resource.type())));
                    each.put("freshness", "Current");
                });
        return group;
    }

    private static ObjectNode aggregated(ResourceType type) {
        ObjectNode resource = ObjectJson.object().put("resource", type.plural());
        resource.set(
                "responseKind",
                kind(type.kind().group(), type.kind().version(), type.kind().kind()));
        resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        resource.put("singularResource", type.singular());
        strings(resource, "verbs", type.verbs());
        optional(resource, "shortNames", type.shortNames());
        optional(resource, "categories", type.categories());
        List<Subresources> subresources = Subresources.of(type);
        if (!subresources.isEmpty()) {
            ArrayNode all = resource.putArray("subresources");
            subresources.forEach(sub -> all.add(sub.aggregated()));
        }
        return resource;
    }

    static ObjectNode kind(String group, String version, String kind) {
        return ObjectJson.object().put("group", group).put("version", version).put("kind", kind);
    }

    static void strings(ObjectNode object, String field, List<String> values) {
        ArrayNode array = object.putArray(field);
        values.forEach(array::add);
    }

    private static void optional(ObjectNode object, String field, List<String> values) {
        if (!values.isEmpty()) {
            strings(object, field, values);
        }
    }
}
