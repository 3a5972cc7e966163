package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.util.List;
import java.util.Optional;

/**
 * Kinds that are questions: answered at once and never stored. Everything is allowed to whoever is
 * let in.
 */
public final class Reviews {
    private Reviews() {}

    /** The answer; empty for a kind that is stored. */
    public static Optional<Outcome> answer(ResourceRequest request) {
        return switch (request.resource().kind().kind()) {
            case "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview" ->
                    answer(request, ObjectJson.object().put("allowed", true));
            case "SelfSubjectReview" -> {
                ObjectNode status = ObjectJson.object();
                user(status.putObject("userInfo"), request.caller().user());
                yield answer(request, status);
            }
            case "TokenReview" -> {
                ObjectNode status = ObjectJson.object().put("authenticated", true);
                user(status.putObject("user"), request.caller().user());
                yield answer(request, status);
            }
            case "SelfSubjectRulesReview" -> answer(request, everything());
            default -> Optional.empty();
        };
    }

    private static void user(ObjectNode info, String name) {
        info.put("username", name);
        info.putArray("groups").add("system:masters").add("system:authenticated");
    }

    private static ObjectNode everything() {
        ObjectNode status = ObjectJson.object().put("incomplete", false);
        ObjectNode rule = status.putArray("resourceRules").addObject();
        for (String field : List.of("verbs", "apiGroups", "resources")) {
            rule.putArray(field).add("*");
        }
        ObjectNode other = status.putArray("nonResourceRules").addObject();
        other.putArray("verbs").add("*");
        other.putArray("nonResourceURLs").add("*");
        return status;
    }

    private static Optional<Outcome> answer(ResourceRequest request, ObjectNode status) {
        var decoder = new Decoder(request.resource(), WriteOptions.Strictness.IGNORE, List.of());
        ObjectNode review = decoder.object(request.content());
        review.set("status", status);
        return Optional.of(Outcome.created(review, List.of()));
    }
}
