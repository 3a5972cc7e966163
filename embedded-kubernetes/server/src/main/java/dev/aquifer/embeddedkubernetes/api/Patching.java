package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.RequestBody;
import dev.aquifer.embeddedkubernetes.schema.patch.ApplyConflict;
import dev.aquifer.embeddedkubernetes.schema.patch.PatchException;
import dev.aquifer.embeddedkubernetes.schema.patch.Patches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a patch makes of an object. */
record Patching(Changes changes) {
    static final String APPLY = "application/apply-patch+yaml";
    private static final String JSON = "application/json-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    static void requireKnown(ResourceRequest request) {
        String type = request.content().mediaType();
        boolean custom = request.resource().custom().isPresent();
        if (!List.of(JSON, MERGE, STRATEGIC, APPLY).contains(type)
                || (custom && type.equals(STRATEGIC))) {
            throw unsupported(custom);
        }
    }

    /** The object after any patch but apply, decoded. */
    ObjectNode patched(ResourceRequest request, ObjectNode live, Decoder decoder) {
        String type = request.content().mediaType();
        RequestBody body = Decoder.parsePatch(request.content());
        try {
            return decoder.patched(patch(type, live, body.content(), request), body.duplicates());
        } catch (PatchException e) {
            throw refusal(e);
        }
    }

    private static ObjectNode patch(
            String type, ObjectNode live, JsonNode patch, ResourceRequest request)
            throws PatchException {
        return switch (type) {
            case JSON -> Patches.json(live, patch);
            case MERGE -> Patches.merge(live, patch);
            default -> Patches.strategicMerge(live, patch, request.resource().schema());
        };
    }

    /** The object after a server-side apply. */
    ObjectNode applied(
            ResourceRequest request,
            @Nullable ObjectNode live,
            Decoder decoder,
            WriteOptions options) {
        if (request.query().find("fieldManager").isEmpty()) {
            throw Refusal.of(
                    422,
                    "Invalid",
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }
        RequestBody body = Decoder.parse(request.content());
        if (!(body.content() instanceof ObjectNode sent)) {
            throw Refusal.badRequest("error decoding YAML: not an object");
        }
        ObjectNode known = decoder.asSent(sent, body.duplicates());
        dropOthersPart(request, known);
        var meta = new Meta(known);
        if (meta.name().isEmpty()) {
            meta.put("name", request.name());
        }
        Identities.requireSameNamespace(request, known);
        Identities.requireExpected(request, live, known);
        meta.remove("resourceVersion");
        try {
            return request.resource()
                    .fields()
                    .apply(live, known, changes.writer(request, options), options.force());
        } catch (ApplyConflict e) {
            throw Refusal.applyConflict(String.valueOf(e.getMessage()), e.causes());
        } catch (PatchException e) {
            throw refusal(e);
        }
    }

    /** What the subresource does not write must not be recorded as owned through it. */
    private static void dropOthersPart(ResourceRequest request, ObjectNode applied) {
        if (request.subresource().equals("status")) {
            applied.retain("apiVersion", "kind", "metadata", "status");
        } else if (request.resource().has("status")) {
            applied.remove("status");
        }
    }

    private static Refusal refusal(PatchException e) {
        return Refusal.of(e.code(), e.reason(), String.valueOf(e.getMessage()));
    }

    private static Refusal unsupported(boolean custom) {
        String accepted =
                custom
                        ? String.join(", ", JSON, MERGE, APPLY)
                        : String.join(", ", JSON, MERGE, STRATEGIC, APPLY);
        return Refusal.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted);
    }
}
