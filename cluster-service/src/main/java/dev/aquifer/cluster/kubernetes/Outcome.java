package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;

/** What an API server said to a write. */
public sealed interface Outcome {

    /** It is done; the object is as the server now has it. */
    record Done(ObjectTree object) implements Outcome {}

    /** It is not the object that was seen: look again. */
    record Stale() implements Outcome {}

    /** Not now: overloaded, or on its way up or down. */
    record Later(String message) implements Outcome {}

    /**
     * It was refused.
     *
     * @param code for example Invalid, Forbidden, NoSuchKind
     * @param message in the server's own words
     * @param retryable whether the same may succeed later without an edit
     */
    record Refused(String code, String message, boolean retryable) implements Outcome {}

    /** The cluster says that it does not serve such objects; it may later. */
    static Refused noSuchKind(ObjectRef ref) {
        return new Refused(
                "NoSuchKind",
                "the cluster does not serve " + ref.kind() + " of " + ref.apiVersion(),
                true);
    }

    /** The meaning of a reply to a write. */
    static Outcome of(Reply reply) {
        if (reply.ok()) {
            return new Done(reply.body());
        }
        return switch (reply.code()) {
            case 409 -> new Stale();
            case 429, 503, 504 -> new Later(reply.message());
            case 401, 403 -> new Refused(forbidden(reply), reply.message(), true);
            case 404 -> new Refused("NotFound", reply.message(), true);
            case 400, 405, 413, 415, 422 -> new Refused(reply.reason(), reply.message(), false);
            default ->
                    // How real API servers say that an applied manifest has a strange field.
                    reply.message().startsWith("failed to create typed patch object")
                            ? new Refused("Invalid", reply.message(), false)
                            : new Refused(reply.reason(), reply.message(), true);
        };
    }

    private static String forbidden(Reply reply) {
        if (reply.message().contains("because it is being terminated")) {
            return "NamespaceTerminating";
        }
        return reply.message().contains("exceeded quota") ? "QuotaExceeded" : reply.reason();
    }
}
