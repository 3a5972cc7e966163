package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a request that is not carried out: a Status in the words of a real API server. */
public final class Refusal extends RuntimeException {
    private final int code;
    private final String reason;
    private final transient ObjectNode details;

    private Refusal(int code, String reason, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /** A refusal that names nothing in particular. */
    public static Refusal of(int code, String reason, String message) {
        return new Refusal(code, reason, message, ObjectJson.object());
    }

    /** 400: the request makes no sense. */
    public static Refusal badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /** 404 for an address that nothing has. */
    public static Refusal noSuchPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    /** 405: there is such a resource, but not that verb. */
    public static Refusal methodNotAllowed() {
        return of(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    /** 410: the revision is too old to go on from. */
    public static Refusal expired(String message) {
        return of(410, "Expired", message);
    }

    /** 404 for an object. */
    public static Refusal notFound(ServedResource resource, String name) {
        return about(
                resource,
                name,
                404,
                "NotFound",
                "%s \"%s\" not found".formatted(resource.name(), name));
    }

    /** 404 for an object of a built-in kind that is not the request's own. */
    static Refusal notFound(String plural, String name) {
        return new Refusal(
                404,
                "NotFound",
                "%s \"%s\" not found".formatted(plural, name),
                details("", plural, name));
    }

    /** 409: an object of that name is there already. */
    public static Refusal alreadyExists(ServedResource resource, String name, boolean going) {
        return about(
                resource,
                name,
                409,
                "AlreadyExists",
                (going ? "object is being deleted: " : "")
                        + "%s \"%s\" already exists".formatted(resource.name(), name));
    }

    /** 409: the object is not what the caller thinks. */
    public static Refusal conflict(ServedResource resource, String name, String why) {
        return about(
                resource,
                name,
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s"
                        .formatted(resource.name(), name, why));
    }

    /** 409: the object was changed since the caller saw it. */
    public static Refusal modified(ServedResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** 409 of server-side apply, with the managers that own the fields. */
    public static Refusal applyConflict(String message, List<ObjectNode> causes) {
        ObjectNode details = ObjectJson.object();
        details.putArray("causes").addAll(causes);
        return new Refusal(409, "Conflict", message, details);
    }

    /** 403. */
    public static Refusal forbidden(ServedResource resource, String name, String why) {
        return about(
                resource,
                name,
                403,
                "Forbidden",
                "%s \"%s\" is forbidden: %s".formatted(resource.name(), name, why));
    }

    /** 422: fields that may not be as they are. */
    public static Refusal invalid(ServedResource resource, String name, List<FieldError> errors) {
        return invalid(
                resource.qualifiedKind(),
                resource.kind().group(),
                resource.kind().kind(),
                name,
                errors);
    }

    static Refusal invalid(
            String qualified, String group, String kind, String name, List<FieldError> errors) {
        String all =
                errors.size() == 1
                        ? errors.getFirst().toString()
                        : errors.stream()
                                .map(FieldError::toString)
                                .distinct()
                                .collect(Collectors.joining(", ", "[", "]"));
        String message = "%s \"%s\" is invalid: %s".formatted(qualified, name, all);
        ObjectNode details = details(group, kind, name);
        errors.forEach(error -> details.withArray("causes").add(error.cause()));
        return new Refusal(422, "Invalid", message, details);
    }

    private static Refusal about(
            ServedResource resource, String name, int code, String reason, String message) {
        return new Refusal(
                code,
                reason,
                message,
                details(resource.kind().group(), resource.type().plural(), name));
    }

    private static ObjectNode details(String group, String kind, String name) {
        ObjectNode details = ObjectJson.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        return details;
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }

    /** The machine-readable reason. */
    public String reason() {
        return reason;
    }

    /** The Status object that is sent. */
    public ObjectNode status() {
        ObjectNode status =
                Answers.status()
                        .put("status", "Failure")
                        .put("message", getMessage())
                        .put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }
}
