package dev.aquifer.embeddedkubernetes.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.schema.BuiltinKinds;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.RequestBody;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Answer;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Step;
import dev.aquifer.embeddedkubernetes.schema.patch.ApplyConflict;
import dev.aquifer.embeddedkubernetes.schema.patch.FieldManagement;
import dev.aquifer.embeddedkubernetes.schema.patch.PatchException;
import dev.aquifer.embeddedkubernetes.schema.patch.Patches;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least server that our functions make: it keeps objects in a map and calls the functions in an
 * API server's order.
 */
final class ReplayedServer {
    private static final String UID = "00000000-0000-0000-0000-000000000000";
    private final Schema thing;
    private final Map<String, ObjectNode> stored = new HashMap<>();
    private Instant now = Instant.parse("2025-01-01T00:00:00Z");
    private int version = 100;

    ReplayedServer(Schema thing) {
        this.thing = thing;
    }

    /** A refusal on the way. */
    private static final class Refusal extends Exception {
        private final ObjectNode status;

        Refusal(ObjectNode status) {
            super(status.path("message").asText());
            this.status = status;
        }
    }

    private record Target(
            Schema schema,
            String plural,
            String namespace,
            String name,
            String subresource,
            boolean strict,
            String manager,
            boolean force) {
        String key() {
            return schema.kind().group() + "/" + plural + "/" + namespace + "/" + name;
        }

        GroupVersionKind kind() {
            return schema.kind();
        }
    }

    Answer send(Step step) {
        now = now.plusSeconds(1);
        try {
            Target target = target(step);
            return switch (step.method()) {
                case "GET" -> new Answer(200, existing(target));
                case "POST" -> create(target, decode(target, parse(step), true));
                default -> patch(target, step);
            };
        } catch (Refusal e) {
            return new Answer(e.status.path("code").asInt(), e.status);
        }
    }

    private Target target(Step step) {
        String[] parts = step.path().split("\\?", 2);
        String query = parts.length > 1 ? "&" + parts[1] + "&" : "";
        List<String> path = new ArrayList<>(List.of(parts[0].substring(1).split("/")));
        String group = path.removeFirst().equals("api") ? "" : path.removeFirst();
        String apiVersion = (group.isEmpty() ? "" : group + "/") + path.removeFirst();
        String namespace = "";
        if (path.getFirst().equals("namespaces") && path.size() > 2) {
            namespace = path.get(1);
            path.subList(0, 2).clear();
        }
        String plural = path.getFirst();
        return new Target(
                schema(apiVersion, plural),
                plural,
                namespace,
                path.size() > 1 ? path.get(1) : "",
                path.size() > 2 ? path.get(2) : "",
                query.contains("&fieldValidation=Strict&"),
                query.contains("&fieldManager=")
                        ? query.replaceFirst(".*&fieldManager=([^&]*)&.*", "$1")
                        : "corpus",
                query.contains("&force=true&"));
    }

    private Schema schema(String apiVersion, String plural) {
        return BuiltinKinds.resources().stream()
                .filter(r -> r.kind().apiVersion().equals(apiVersion) && r.plural().equals(plural))
                .findFirst()
                .flatMap(r -> BuiltinKinds.schema(r.kind()))
                .orElse(thing);
    }

    private static RequestBody parse(Step step) throws Refusal {
        try {
            return RequestBody.parse(
                    step.body().getBytes(StandardCharsets.UTF_8), step.mediaType());
        } catch (RequestBody.Malformed e) {
            throw new Refusal(status(400, "BadRequest", String.valueOf(e.getMessage())));
        }
    }

    private static JsonNode parsePatch(Step step) throws Refusal {
        try {
            return parse(step).content();
        } catch (Refusal e) {
            throw new Refusal(status(400, "BadRequest", "error decoding patch: " + e.getMessage()));
        }
    }

    private ObjectNode decode(Target target, RequestBody body, boolean prefixed) throws Refusal {
        ObjectNode object = (ObjectNode) body.content();
        var undecodable = target.schema.undecodable(object);
        if (undecodable.isPresent()) {
            throw new Refusal(status(400, "BadRequest", undecodable.get()));
        }
        Schema.Pruned pruned = target.schema.prune(object);
        List<String> strict = new ArrayList<>();
        body.duplicates().forEach(p -> strict.add("duplicate field \"" + p + "\""));
        pruned.unknown().forEach(p -> strict.add("unknown field \"" + p + "\""));
        if (target.strict && !strict.isEmpty()) {
            String words = "strict decoding error: " + String.join(", ", strict);
            GroupVersionKind kind = target.kind();
            throw new Refusal(
                    prefixed
                            ? status(
                                    400,
                                    "BadRequest",
                                    "%s in version \"%s\" cannot be handled as a %s: %s"
                                            .formatted(
                                                    kind.kind(),
                                                    kind.version(),
                                                    kind.kind(),
                                                    words))
                            : invalidPatch(words));
        }
        return target.schema.withDefaults(pruned.object());
    }

    private static ObjectNode invalidPatch(String words) {
        FieldError error =
                new FieldError("patch", FieldError.Type.INVALID, TextNode.valueOf("{"), words);
        ObjectNode status = status(422, "Invalid", " \"\" is invalid: " + error);
        status.withObject("/details").withArray("causes").add(error.cause());
        return status;
    }

    private Answer create(Target target, ObjectNode object) throws Refusal {
        return store(
                target,
                null,
                prepared(target, management(target).update(null, object, writer(target))));
    }

    /** What the strategy of every kind does before anything else of a creation. */
    private ObjectNode prepared(Target target, ObjectNode object) {
        ObjectNode prepared = object.deepCopy();
        ObjectNode metadata = prepared.withObject("/metadata");
        if (!target.namespace.isEmpty()) {
            metadata.put("namespace", target.namespace);
        }
        metadata.put("uid", UID).put("creationTimestamp", now.toString());
        return Strategy.prepare(prepared, null, target.schema);
    }

    private Answer patch(Target target, Step step) throws Refusal {
        try {
            if (step.mediaType().contains("apply-patch")) {
                ObjectNode live = stored.get(target.key());
                ObjectNode applied = (ObjectNode) parse(step).content();
                ObjectNode result =
                        management(target).apply(live, applied, writer(target), target.force);
                return live == null
                        ? store(target, null, prepared(target, result))
                        : store(
                                target,
                                live,
                                Strategy.prepare(kept(target, live, result), live, target.schema));
            }
            ObjectNode live = existing(target);
            if (step.mediaType().contains("strategic") && target.schema.equals(thing)) {
                throw new Refusal(
                        status(
                                415,
                                "UnsupportedMediaType",
                                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"));
            }
            JsonNode patch = parsePatch(step);
            ObjectNode changed =
                    switch (step.mediaType()) {
                        case "application/json-patch+json" -> Patches.json(live, patch);
                        case "application/merge-patch+json" -> Patches.merge(live, patch);
                        default -> Patches.strategicMerge(live, patch, target.schema);
                    };
            String name = changed.path("metadata").path("name").asText();
            if (!name.equals(target.name)) {
                throw new Refusal(
                        status(
                                400,
                                "BadRequest",
                                "the name of the object (%s) does not match the name on the URL (%s)"
                                        .formatted(name, target.name)));
            }
            ObjectNode decoded = decode(target, new RequestBody(changed, List.of()), false);
            ObjectNode after =
                    management(target).update(live, kept(target, live, decoded), writer(target));
            return store(target, live, Strategy.prepare(after, live, target.schema));
        } catch (PatchException e) {
            throw new Refusal(
                    e.code() == 422
                            ? unfitPatch()
                            : status(e.code(), e.reason(), String.valueOf(e.getMessage())));
        } catch (ApplyConflict e) {
            ObjectNode status = status(409, "Conflict", String.valueOf(e.getMessage()));
            e.causes().forEach(status.withObject("/details").withArray("causes")::add);
            throw new Refusal(status);
        }
    }

    /** A write to the object leaves its status alone, a write to the status everything else. */
    private static ObjectNode kept(Target target, ObjectNode live, ObjectNode changed) {
        ObjectNode kept = (target.subresource.equals("status") ? live : changed).deepCopy();
        JsonNode status = (target.subresource.equals("status") ? changed : live).get("status");
        if (status == null) {
            kept.remove("status");
        } else {
            kept.set("status", status);
        }
        JsonNode managed = changed.path("metadata").get("managedFields");
        if (managed != null) {
            kept.withObject("/metadata").set("managedFields", managed);
        }
        for (String field : List.of("uid", "creationTimestamp", "namespace")) {
            kept.withObject("/metadata").set(field, live.path("metadata").path(field));
        }
        return kept;
    }

    private Answer store(Target target, @Nullable ObjectNode live, ObjectNode object)
            throws Refusal {
        String name = object.path("metadata").path("name").asText();
        List<FieldError> errors =
                live != null && target.subresource.equals("status")
                        ? target.schema.validateStatus(object, live)
                        : target.schema.validate(object, live);
        if (!errors.isEmpty()) {
            throw new Refusal(invalid(target, name, errors));
        }
        if (live != null && FieldValues.same(object, live)) {
            return new Answer(200, live);
        }
        ObjectNode saved = object.deepCopy();
        saved.withObject("/metadata").put("resourceVersion", String.valueOf(++version));
        Target named =
                new Target(
                        target.schema, target.plural, target.namespace, name, "", false, "", false);
        stored.put(named.key(), saved);
        return new Answer(live == null ? 201 : 200, saved);
    }

    private FieldManagement management(Target target) {
        return new FieldManagement(
                target.schema,
                !List.of(
                                "configmaps",
                                "leases",
                                "events",
                                "storageclasses",
                                "roles",
                                "rolebindings")
                        .contains(target.plural));
    }

    private FieldManagement.Writer writer(Target target) {
        return new FieldManagement.Writer(target.manager, target.subresource, now);
    }

    private ObjectNode existing(Target target) throws Refusal {
        ObjectNode found = stored.get(target.key());
        if (found == null) {
            String resource =
                    target.plural
                            + (target.kind().group().isEmpty() ? "" : "." + target.kind().group());
            ObjectNode status =
                    status(404, "NotFound", resource + " \"" + target.name + "\" not found");
            status.withObject("/details").put("name", target.name).put("kind", target.plural);
            if (!target.kind().group().isEmpty()) {
                status.withObject("/details").put("group", target.kind().group());
            }
            throw new Refusal(status);
        }
        return found;
    }

    private static ObjectNode invalid(Target target, String name, List<FieldError> errors) {
        String group = target.kind().group();
        ObjectNode status =
                status(
                        422,
                        "Invalid",
                        "%s%s \"%s\" is invalid: %s"
                                .formatted(
                                        target.kind().kind(),
                                        group.isEmpty() ? "" : "." + group,
                                        name,
                                        FieldError.summary(errors)));
        ObjectNode details =
                status.putObject("details").put("name", name).put("kind", target.kind().kind());
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (name.isEmpty()) {
            details.remove("name");
        }
        errors.forEach(e -> details.withArray("causes").add(e.cause()));
        return status;
    }

    private static ObjectNode unfitPatch() {
        ObjectNode status =
                status(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request");
        status.putObject("details");
        return status;
    }

    private static ObjectNode status(int code, String reason, String message) {
        ObjectNode status =
                JsonNodeFactory.instance.objectNode().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message).put("code", code);
        return reason.isEmpty() ? status : status.put("reason", reason);
    }
}
