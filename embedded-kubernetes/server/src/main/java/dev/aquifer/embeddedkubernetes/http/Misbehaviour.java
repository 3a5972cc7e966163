package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Refusal;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** What a server in trouble answers, in the words of a real one. */
final class Misbehaviour {
    private Misbehaviour() {}

    static Reply failure(int code) {
        return switch (code) {
            case 429 ->
                    new Reply.Whole(
                            429,
                            "text/plain; charset=utf-8",
                            Buffer.buffer("Too many requests, please try again later.\n"),
                            Map.of("Retry-After", "1"),
                            List.of());
            case 500 -> status(500, "InternalError", "Internal error occurred: request timed out");
            case 503 ->
                    status(
                            503,
                            "ServiceUnavailable",
                            "the server is currently unable to handle the request");
            case 504 ->
                    status(
                            504,
                            "Timeout",
                            "Timeout: request did not complete within the allotted timeout");
            default -> status(code, "", "unknown");
        };
    }

    /** A watch says it in an event, a list in its answer. */
    static Reply expiry(Reply good) {
        if (good instanceof Reply.Events events) {
            events.feed().expire();
            return good;
        }
        Refusal refusal =
                Refusal.expired(
                        "The provided continue parameter is too old to display a consistent list result.");
        return Reply.json(refusal.code(), refusal.status());
    }

    private static Reply status(int code, String reason, String message) {
        return Reply.json(code, Refusal.of(code, reason, message).status());
    }
}
