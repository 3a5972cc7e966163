package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.ResourceType;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.util.List;

/** A subresource as discovery shows it. */
record Subresources(ResourceType parent, String name, GroupVersionKind kind, List<String> verbs) {
    private static final List<String> PART = List.of("get", "patch", "update");

    static List<Subresources> of(ResourceType type) {
        return type.subresources().stream().map(name -> of(type, name)).toList();
    }

    private static Subresources of(ResourceType type, String name) {
        GroupVersionKind own = type.kind();
        return switch (name) {
            case "scale" ->
                    new Subresources(
                            type, name, new GroupVersionKind("autoscaling", "v1", "Scale"), PART);
            case "binding" ->
                    new Subresources(
                            type,
                            name,
                            new GroupVersionKind("", "v1", "Binding"),
                            List.of("create"));
            case "eviction" ->
                    new Subresources(
                            type,
                            name,
                            new GroupVersionKind("policy", "v1", "Eviction"),
                            List.of("create"));
            case "log" -> new Subresources(type, name, own, List.of("get"));
            case "finalize" -> new Subresources(type, name, own, List.of("update"));
            default -> new Subresources(type, name, own, PART);
        };
    }

    ObjectNode resource() {
        ObjectNode resource =
                ObjectJson.object()
                        .put("name", parent.plural() + "/" + name)
                        .put("singularName", "")
                        .put("namespaced", parent.namespaced());
        if (!kind.equals(parent.kind())) {
            resource.put("group", kind.group()).put("version", kind.version());
        }
        resource.put("kind", kind.kind());
        Discovery.strings(resource, "verbs", verbs);
        return resource;
    }

    ObjectNode aggregated() {
        ObjectNode subresource = ObjectJson.object().put("subresource", name);
        subresource.set("responseKind", Discovery.kind(kind.group(), kind.version(), kind.kind()));
        Discovery.strings(subresource, "verbs", verbs);
        return subresource;
    }
}
