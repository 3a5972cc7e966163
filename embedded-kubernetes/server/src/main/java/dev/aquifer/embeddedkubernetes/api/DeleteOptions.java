package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/** How an object is to be deleted; from the query, or from a body of kind DeleteOptions. */
record DeleteOptions(
        Optional<Propagation> propagation,
        Optional<Long> graceSeconds,
        String uid,
        String resourceVersion,
        boolean dryRun) {

    /** What becomes of the objects that the deleted one owns. */
    enum Propagation {
        BACKGROUND,
        FOREGROUND,
        ORPHAN
    }

    static DeleteOptions of(ResourceRequest request) {
        JsonNode body =
                request.content().isEmpty()
                        ? MissingNode.getInstance()
                        : Decoder.parse(request.content()).content();
        return of(body, request.query());
    }

    static DeleteOptions of(JsonNode body, Query query) {
        Optional<Propagation> propagation =
                text(body, "propagationPolicy")
                        .or(() -> query.find("propagationPolicy"))
                        .map(DeleteOptions::propagation)
                        .or(() -> orphan(body, query));
        Optional<Long> grace =
                body.has("gracePeriodSeconds") && !body.path("gracePeriodSeconds").isNull()
                        ? Optional.of(body.path("gracePeriodSeconds").asLong())
                        : query.number("gracePeriodSeconds");
        return new DeleteOptions(
                propagation,
                grace,
                body.at("/preconditions/uid").asText(""),
                body.at("/preconditions/resourceVersion").asText(""),
                WriteOptions.dryRun(query) || !body.path("dryRun").isEmpty());
    }

    private static Optional<String> text(JsonNode body, String field) {
        return body.hasNonNull(field) ? Optional.of(body.path(field).asText()) : Optional.empty();
    }

    private static Optional<Propagation> orphan(JsonNode body, Query query) {
        return text(body, "orphanDependents")
                .or(() -> query.find("orphanDependents"))
                .map(value -> value.equals("true") ? Propagation.ORPHAN : Propagation.BACKGROUND);
    }

    private static Propagation propagation(String value) {
        return switch (value) {
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            case "Orphan" -> Propagation.ORPHAN;
            default ->
                    throw Refusal.of(
                            422,
                            "Invalid",
                            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"%s\": supported values: \"Background\", \"Foreground\", \"Orphan\", \"nil\""
                                    .formatted(value));
        };
    }
}
