package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.Custom;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.ScalePaths;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a custom resource with a scale must have where its scale is read from. */
record ScaleRules(Optional<ScalePaths> paths) {
    static ScaleRules of(ServedResource resource) {
        return new ScaleRules(resource.custom().flatMap(Custom::scale));
    }

    List<FieldError> check(ObjectNode object) {
        var errors = new ArrayList<FieldError>();
        paths.ifPresent(scale -> replicas(object, scale.specReplicas(), errors));
        errors.addAll(checkStatus(object));
        return errors;
    }

    List<FieldError> checkStatus(ObjectNode object) {
        var errors = new ArrayList<FieldError>();
        paths.ifPresent(scale -> replicas(object, scale.statusReplicas(), errors));
        paths.map(ScalePaths::labelSelector)
                .filter(path -> !path.isEmpty())
                .ifPresent(path -> selector(object, path, errors));
        return errors;
    }

    private static void replicas(ObjectNode object, String path, List<FieldError> errors) {
        JsonNode replicas = at(object, path);
        if (replicas.isMissingNode()) {
            return;
        }
        if (!replicas.isIntegralNumber()) {
            errors.add(invalid(path, IntNode.valueOf(0), other(path, replicas, "int64")));
        } else if (replicas.asLong() < 0) {
            errors.add(invalid(path, replicas, "should be a non-negative integer"));
        } else if (replicas.asLong() > Integer.MAX_VALUE) {
            errors.add(
                    invalid(
                            path,
                            replicas,
                            "should be less than or equal to " + Integer.MAX_VALUE));
        }
    }

    private static void selector(ObjectNode object, String path, List<FieldError> errors) {
        JsonNode selector = at(object, path);
        if (!selector.isMissingNode() && !selector.isTextual()) {
            errors.add(invalid(path, TextNode.valueOf(""), other(path, selector, "string")));
        }
    }

    private static JsonNode at(ObjectNode object, String path) {
        return object.at(path.replace('.', '/'));
    }

    /** In the words of Go, where a type has another name than in JSON. */
    private static String other(String path, JsonNode found, String expected) {
        String type =
                switch (found.getNodeType()) {
                    case NUMBER -> found.isIntegralNumber() ? "int64" : "float64";
                    case BOOLEAN -> "bool";
                    case OBJECT -> "map[string]interface {}";
                    case ARRAY -> "[]interface {}";
                    default -> found.getNodeType().name().toLowerCase(Locale.ROOT);
                };
        String value = found.isValueNode() ? found.asText() : found.toString();
        return "%s accessor error: %s is of the type %s, expected %s"
                .formatted(path, value, type, expected);
    }

    private static FieldError invalid(String path, JsonNode value, String detail) {
        return new FieldError(path, FieldError.Type.INVALID, value, detail);
    }
}
