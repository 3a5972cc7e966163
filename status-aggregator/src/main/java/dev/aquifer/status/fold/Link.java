package dev.aquifer.status.fold;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One link of an explanation: what is so, of which resource, since when, and the fact that says so.
 *
 * @param cluster where, when it is about one cluster
 * @param about the condition, or the facet where there is no condition of it
 * @param reason one word
 * @param since when it began; empty for what is not there
 * @param fact that says so; empty for what is not there
 * @param details in words and numbers: phase, code, attempt, pod …
 */
public record Link(
        ResourceRef resource,
        Optional<ClusterName> cluster,
        String about,
        Outcome outcome,
        String reason,
        String message,
        Optional<Instant> since,
        Optional<Envelope<? extends Event>> fact,
        Map<String, String> details) {

    /** Whether what should be is. */
    public enum Outcome {
        /** As it should be. */
        HOLDS,
        /** Not, or not yet. */
        DOES_NOT_HOLD,
        /** Cannot be observed. */
        UNKNOWN,
        /** What is needed does not exist. */
        MISSING;

        static Outcome of(Condition.Status status) {
            return switch (status) {
                case True -> HOLDS;
                case False -> DOES_NOT_HOLD;
                case Unknown -> UNKNOWN;
            };
        }
    }

    public Link {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** What a condition says. */
    static Link of(ResourceRef resource, Verdict verdict) {
        var condition = verdict.condition();
        return new Link(
                resource,
                Optional.empty(),
                condition.type(),
                Outcome.of(condition.status()),
                condition.reason(),
                condition.message(),
                Optional.of(condition.lastTransitionTime()),
                Optional.of(verdict.cause()),
                Map.of());
    }

    /** What a fact of a resource says. */
    static Link of(
            ResourceRef resource,
            String about,
            Outcome outcome,
            String reason,
            String message,
            Envelope<? extends Event> fact) {
        return new Link(
                resource,
                Optional.empty(),
                about,
                outcome,
                reason,
                message,
                Optional.of(fact.event().since()),
                Optional.of(fact),
                Map.of());
    }

    /** A resource that is named and does not exist. */
    static Link missing(ResourceRef resource) {
        return new Link(
                resource,
                Optional.empty(),
                "",
                Outcome.MISSING,
                "NotFound",
                "does not exist",
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    Link on(ClusterName where) {
        return new Link(
                resource,
                Optional.of(where),
                about,
                outcome,
                reason,
                message,
                since,
                fact,
                details);
    }

    Link with(String name, String value) {
        var more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new Link(resource, cluster, about, outcome, reason, message, since, fact, more);
    }

    /** The same, of which more is known. */
    Link because(String word, String words, Instant began, Envelope<? extends Event> by) {
        return new Link(
                resource,
                cluster,
                about,
                outcome,
                word,
                words,
                Optional.of(began),
                Optional.of(by),
                details);
    }

    boolean holds() {
        return outcome == Outcome.HOLDS;
    }
}
