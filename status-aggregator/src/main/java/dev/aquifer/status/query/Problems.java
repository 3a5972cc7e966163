package dev.aquifer.status.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.status.query.Questions.Question;
import java.util.Collection;
import java.util.List;

/** Answers to questions that have none. */
final class Problems {
    private Problems() {}

    static Answer noSuchKind(String word) {
        var body = body("NoSuchKind", "there is no kind '" + word + "'");
        var suggestions = body.putArray("suggestions");
        NearNames.kinds(word).forEach(suggestions::add);
        var kinds = body.putArray("kinds");
        for (var kind : Kinds.values()) {
            kinds.add(kind.singular() + " (" + kind.shortName() + ")");
        }
        return new Answer(404, body);
    }

    static Answer notFound(Kinds kind, Question question, Collection<ResourceRef> known) {
        var where =
                kind.namespaced() && question.namespace().isPresent()
                        ? " in namespace " + question.namespace().get()
                        : "";
        var body =
                body(
                        "NotFound",
                        "there is no %s '%s'%s".formatted(kind.kind(), question.name(), where));
        var near =
                NearNames.resources(
                        known, kind.kind(), question.namespace().orElse(""), question.name());
        var suggestions = body.putArray("suggestions");
        near.forEach(resource -> suggestions.add(asked(resource)));
        return new Answer(404, body);
    }

    static Answer gone(ResourceRef resource) {
        var body =
                body(
                        "Gone",
                        "%s %s does not exist any more; its history does"
                                .formatted(resource.kind(), resource.name()));
        body.putArray("suggestions");
        body.put("history", asked(resource));
        return new Answer(410, body);
    }

    static Answer ambiguous(Kinds kind, String name, List<ResourceRef> found) {
        var body =
                body(
                        "Ambiguous",
                        "there is a %s '%s' in %d namespaces: name one"
                                .formatted(kind.kind(), name, found.size()));
        var suggestions = body.putArray("suggestions");
        found.forEach(resource -> suggestions.add(asked(resource)));
        return new Answer(409, body);
    }

    static Answer bad(String message) {
        return new Answer(400, body("BadQuestion", message));
    }

    static Answer notYet(String reading) {
        return new Answer(503, body("NotYet", "the status is not known yet: " + reading));
    }

    private static ObjectNode body(String error, String message) {
        return EventCodec.JSON.createObjectNode().put("error", error).put("message", message);
    }

    /** The words by which it would be asked for. */
    static String asked(ResourceRef resource) {
        var kind = Kinds.named(resource.kind()).map(Kinds::singular).orElse(resource.kind());
        var namespace = resource.namespaceOrNull();
        return kind + "/" + resource.name() + (namespace == null ? "" : " -n " + namespace);
    }
}
