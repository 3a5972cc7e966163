package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what was sent is the object that the address names. */
final class Identities {
    private Identities() {}

    static void requireCreatable(ResourceRequest request, ObjectNode object) {
        requireSameNamespace(request, object);
        var meta = new Meta(object);
        if (!meta.text("resourceVersion").isEmpty()) {
            throw Refusal.of(500, "", "resourceVersion should not be set on objects to be created");
        }
        if (meta.name().isEmpty()) {
            throw Refusals.nameMissing(request.resource());
        }
    }

    static void requireUnchanged(ResourceRequest request, ObjectNode live, ObjectNode wanted) {
        String uid = new Meta(wanted).text("uid");
        String liveUid = new Meta(live).text("uid");
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            throw Refusal.conflict(
                    request.resource(),
                    request.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, liveUid));
        }
        requireRevision(request, live, wanted);
    }

    private static void requireRevision(
            ResourceRequest request, ObjectNode live, ObjectNode wanted) {
        String revision = new Meta(wanted).text("resourceVersion");
        if (!revision.isEmpty()
                && !revision.equals("0")
                && !revision.equals(new Meta(live).text("resourceVersion"))) {
            throw Refusal.modified(request.resource(), request.name());
        }
    }

    /** A patch that names another uid is wrong in itself, an update may just be late. */
    static void requireSameUid(ResourceRequest request, ObjectNode live, ObjectNode patched) {
        String uid = new Meta(patched).text("uid");
        if (!uid.isEmpty() && !uid.equals(new Meta(live).text("uid"))) {
            throw Refusal.invalid(
                    request.resource(),
                    request.name(),
                    List.of(
                            new FieldError(
                                    "metadata.uid",
                                    FieldError.Type.INVALID,
                                    TextNode.valueOf(uid),
                                    "field is immutable")));
        }
    }

    /**
     * Whether an apply met the object it names. A revision alone says nothing where no object is:
     * then it is a creation like any other.
     */
    static void requireExpected(
            ResourceRequest request, @Nullable ObjectNode live, ObjectNode applied) {
        var meta = new Meta(applied);
        if (live == null) {
            if (!meta.text("uid").isEmpty()) {
                throw Refusal.conflict(
                        request.resource(),
                        request.name(),
                        "uid mismatch: the provided object specified uid %s, and no existing object was found"
                                .formatted(meta.text("uid")));
            }
            return;
        }
        if (meta.text("resourceVersion").equals("0")
                && Kinds.neverUpdatedUnconditionally(request.resource())) {
            throw Refusals.revisionMissing(request.resource(), request.name());
        }
        requireRevision(request, live, applied);
        requireSameUid(request, live, applied);
    }

    static void requireSameNamespace(ResourceRequest request, ObjectNode object) {
        var meta = new Meta(object);
        if (!request.resource().type().namespaced()) {
            meta.remove("namespace");
            return;
        }
        if (meta.namespace().isEmpty()) {
            meta.put("namespace", request.namespace());
        } else if (!meta.namespace().equals(request.namespace())) {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
