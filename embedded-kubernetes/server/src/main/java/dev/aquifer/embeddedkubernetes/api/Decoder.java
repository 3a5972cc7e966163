package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.WriteOptions.Strictness;
import dev.aquifer.embeddedkubernetes.protobuf.ProtobufObject;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.RequestBody;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * From what was sent to an object of the right kind, without unknown fields and with its defaults.
 */
record Decoder(ServedResource resource, Strictness strictness, List<String> warnings) {

    static RequestBody parse(ResourceRequest.Content content) {
        if (content.mediaType().equals(ProtobufObject.MEDIA_TYPE)) {
            return ProtobufObject.read(content.bytes())
                    .map(object -> new RequestBody(object, List.of()))
                    .orElseThrow(
                            () ->
                                    Refusal.badRequest(
                                            "the object provided is unrecognized: no protobuf of a kind known here"));
        }
        try {
            RequestBody body = RequestBody.parse(content.bytes(), content.mediaType());
            return new RequestBody(ObjectJson.canonical(body.content()), body.duplicates());
        } catch (RequestBody.Malformed e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #parse}, in the words for patches. */
    static RequestBody parsePatch(ResourceRequest.Content content) {
        try {
            RequestBody body = RequestBody.parse(content.bytes(), content.mediaType());
            return new RequestBody(ObjectJson.canonical(body.content()), body.duplicates());
        } catch (RequestBody.Malformed e) {
            throw Refusal.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    /** A whole object, as create and update send it. */
    ObjectNode object(ResourceRequest.Content content) {
        requireReadable(content.mediaType());
        RequestBody body = parse(content);
        if (!(body.content() instanceof ObjectNode object)) {
            throw Refusal.badRequest(
                    "the object provided is unrecognized (must be of type %s): not an object"
                            .formatted(resource.kind().kind()));
        }
        return decode(object, body.duplicates());
    }

    private ObjectNode decode(ObjectNode object, List<String> duplicates) {
        return complete(known(object, duplicates, this::undecodable));
    }

    /** An object that a patch has made. */
    ObjectNode patched(ObjectNode object, List<String> duplicates) {
        // sorted, as maps are there; what decodes to a type is in the order of its fields
        ObjectNode shown = resource.custom().isPresent() ? Refusals.sorted(object) : object;
        Function<String, Refusal> refusal = why -> Refusals.patch(shown, why);
        if (resource.custom().isEmpty()) {
            Optional<String> misfit = resource.schema().undecodable(object);
            if (misfit.isPresent()) { // without who cannot handle it
                throw refusal.apply(
                        misfit.get().replaceFirst("^.* cannot be handled as a \\w+: ", ""));
            }
        }
        return complete(known(object, duplicates, refusal));
    }

    private ObjectNode complete(ObjectNode known) {
        ObjectNode object = ObjectJson.canonical(resource.schema().withDefaults(known));
        new Meta(object).dropEmpty("labels", "annotations", "finalizers", "ownerReferences");
        return object;
    }

    /**
     * Of the right kind, else as it was sent: server-side apply itself refuses what it does not
     * know.
     */
    ObjectNode asSent(ObjectNode object, List<String> duplicates) {
        requireKind(object);
        report(List.of(), duplicates, this::undecodable);
        return object.deepCopy();
    }

    private ObjectNode known(
            ObjectNode object, List<String> duplicates, Function<String, Refusal> refusal) {
        requireKind(object);
        resource.schema()
                .undecodable(object)
                .ifPresent(
                        why -> {
                            throw Refusal.badRequest(why);
                        });
        Schema.Pruned pruned = resource.schema().prune(object);
        report(pruned.unknown(), duplicates, refusal);
        return pruned.object();
    }

    private static void requireReadable(String mediaType) {
        if (!mediaType.isEmpty()
                && !mediaType.equals("application/json")
                && !mediaType.equals(ProtobufObject.MEDIA_TYPE)
                && !mediaType.equals("application/yaml")) {
            throw Refusal.of(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        }
    }

    private void requireKind(ObjectNode object) {
        GroupVersionKind wanted = resource.kind();
        if (!object.has("kind") && !object.has("apiVersion") && resource.custom().isEmpty()) {
            object.put("apiVersion", wanted.apiVersion()).put("kind", wanted.kind());
        }
        GroupVersionKind sent = GroupVersionKind.of(object);
        if (sent.equals(wanted)) {
            return;
        }
        if (resource.custom().isPresent() && sent.kind().equals(wanted.kind())) {
            throw Refusal.badRequest(
                    "the API version in the data (%s) does not match the expected API version (%s)"
                            .formatted(sent.apiVersion(), wanted.apiVersion()));
        }
        throw Refusal.badRequest(
                "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered for version \"%s\""
                        .formatted(
                                sent.kind(),
                                sent.version(),
                                wanted.kind(),
                                sent.kind(),
                                sent.apiVersion()));
    }

    private void report(
            List<String> unknown, List<String> duplicates, Function<String, Refusal> refusal) {
        if (strictness == Strictness.IGNORE || (unknown.isEmpty() && duplicates.isEmpty())) {
            return;
        }
        List<String> problems =
                Stream.concat(
                                unknown.stream()
                                        .map(path -> "unknown field \"%s\"".formatted(path)),
                                duplicates.stream()
                                        .map(path -> "duplicate field \"%s\"".formatted(path)))
                        .toList();
        if (strictness == Strictness.WARN) {
            warnings.addAll(problems);
            return;
        }
        throw refusal.apply("strict decoding error: " + String.join(", ", problems));
    }

    private Refusal undecodable(String why) {
        GroupVersionKind kind = resource.kind();
        return Refusal.badRequest(
                "%s in version \"%s\" cannot be handled as a %s: %s"
                        .formatted(kind.kind(), kind.version(), kind.kind(), why));
    }
}
