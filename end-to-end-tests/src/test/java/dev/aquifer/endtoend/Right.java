package dev.aquifer.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may do, or did, on an API server.
 *
 * @param resource its plural, with the subresource after a slash
 * @param namespace the only one where it is so; empty for everywhere
 * @param name the only object for which it is so; empty for all
 */
record Right(String group, String resource, String verb, String namespace, String name) {
    /** Those that a Role or ClusterRole gives. */
    static List<Right> of(JsonNode role) {
        var namespace = role.at("/metadata/namespace").asText();
        var all = new ArrayList<Right>();
        for (var rule : role.path("rules")) {
            for (var group : rule.path("apiGroups")) {
                for (var resource : rule.path("resources")) {
                    for (var verb : rule.path("verbs")) {
                        for (var name : names(rule)) {
                            all.add(
                                    new Right(
                                            group.asText(),
                                            resource.asText(),
                                            verb.asText(),
                                            namespace,
                                            name));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static List<String> names(JsonNode rule) {
        return rule.has("resourceNames")
                ? rule.path("resourceNames").valueStream().map(JsonNode::asText).toList()
                : List.of("");
    }

    /** What a request needs; empty for what everybody may ask, such as which kinds there are. */
    static Optional<Right> neededFor(String method, String target) {
        var question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        var watches = target.substring(path.length()).matches(".*[?&]watch=(true|1)(&.*)?");
        var parts = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        var isCore = parts.getFirst().equals("api");
        if ((!isCore && !parts.getFirst().equals("apis")) || parts.size() <= (isCore ? 2 : 3)) {
            return Optional.empty();
        }
        var group = isCore ? "" : parts.get(1);
        var rest = parts.subList(isCore ? 2 : 3, parts.size());
        var namespace = "";
        if (rest.getFirst().equals("namespaces") && rest.size() > 2) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        var name = rest.size() > 1 ? rest.get(1) : "";
        var resource = rest.size() > 2 ? rest.getFirst() + "/" + rest.get(2) : rest.getFirst();
        var verb = verb(method, watches, name.isEmpty());
        return Optional.of(new Right(group, resource, verb, namespace, name));
    }

    private static String verb(String method, boolean watches, boolean all) {
        return switch (method) {
            case "GET", "HEAD" -> watches ? "watch" : all ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> all ? "deletecollection" : "delete";
            default -> method;
        };
    }

    /** The same with another verb. */
    Right toDo(String other) {
        return new Right(group, resource, other, namespace, name);
    }

    /** Whether this, held, allows that. */
    boolean allows(Right needed) {
        return group.equals(needed.group)
                && resource.equals(needed.resource)
                && verb.equals(needed.verb)
                && (namespace.isEmpty() || namespace.equals(needed.namespace))
                && (name.isEmpty() || name.equals(needed.name));
    }

    @Override
    public String toString() {
        return "%s %s%s%s%s"
                .formatted(
                        verb,
                        resource,
                        group.isEmpty() ? "" : "." + group,
                        name.isEmpty() ? "" : " " + name,
                        namespace.isEmpty() ? "" : " in " + namespace);
    }
}
