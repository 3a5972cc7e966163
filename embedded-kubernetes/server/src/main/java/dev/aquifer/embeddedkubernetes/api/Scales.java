package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.ScalePaths;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.tables.SelectorText;

/** An object's scale subresource: how many there are to be and are. */
record Scales(ServedResource resource) {
    private static final ScalePaths BUILTIN =
            new ScalePaths(".spec.replicas", ".status.replicas", "");

    private ScalePaths paths() {
        return resource.custom().flatMap(ServedResource.Custom::scale).orElse(BUILTIN);
    }

    ObjectNode of(ObjectNode object) {
        JsonNode wanted = object.at(pointer(paths().specReplicas()));
        if (wanted.isMissingNode()) {
            throw Refusal.of(
                    500,
                    "InternalError",
                    "Internal error occurred: the spec replicas field \"%s\" does not exist"
                            .formatted(paths().specReplicas()));
        }
        ObjectNode scale =
                ObjectJson.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field :
                new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (object.path("metadata").has(field)) {
                metadata.set(field, object.path("metadata").get(field));
            }
        }
        ObjectNode spec = scale.putObject("spec");
        if (wanted.asInt() != 0) { // as a real server leaves out zeros
            spec.put("replicas", wanted.asInt());
        }
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.at(pointer(paths().statusReplicas())).asInt(0));
        String selector = selector(object);
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    private String selector(ObjectNode object) {
        return resource.custom().isEmpty()
                ? SelectorText.requirements(object.at("/spec/selector"))
                : paths().labelSelector().isEmpty()
                        ? ""
                        : object.at(pointer(paths().labelSelector())).asText("");
    }

    /** The object with as many replicas as the scale wants. */
    ObjectNode scaled(ObjectNode object, JsonNode scale) {
        ObjectNode scaled = object.deepCopy();
        String pointer = pointer(paths().specReplicas());
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = last == 0 ? scaled : scaled.withObject(pointer.substring(0, last));
        parent.put(pointer.substring(last + 1), scale.at("/spec/replicas").asInt(0));
        return scaled;
    }

    private static String pointer(String path) {
        return path.replace('.', '/');
    }
}
