package dev.aquifer.status.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.status.fold.Explanation;
import dev.aquifer.status.fold.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** An explanation as JSON; the module's README has the fields. */
final class WhyJson {
    private WhyJson() {}

    static Answer of(Explanation explanation, Instant now) {
        var body = EventCodec.JSON.createObjectNode();
        var subject = explanation.subject();
        resource(body, subject.resource());
        body.put("uid", subject.uid() == null ? "" : subject.uid().toString());
        body.put("generation", subject.generation());
        body.put("asOf", now.toString());
        body.put("state", state(explanation.ready()));
        condition(body.putObject("ready"), explanation.ready(), now);
        var chain = body.putArray("chain");
        explanation.chain().forEach(link -> link(chain.addObject(), link, now));
        var trail = body.putArray("trail");
        for (var fact : explanation.trail()) {
            var node = trail.addObject();
            resource(node, fact.event().subject().resource());
            node.put("generation", fact.event().subject().generation());
            since(node, fact.event().since(), now);
            fact(node.putObject("fact"), fact);
        }
        var also = body.putArray("also");
        explanation.also().forEach(link -> link(also.addObject(), link, now));
        return new Answer(200, body);
    }

    private static String state(Condition ready) {
        return switch (ready.status()) {
            case True -> "Ready";
            case False -> "NotReady";
            case Unknown -> "Unknown";
        };
    }

    static void resource(ObjectNode node, ResourceRef resource) {
        node.put("kind", resource.kind());
        if (resource.namespaceOrNull() != null) {
            node.put("namespace", resource.namespace());
        }
        node.put("name", resource.name());
    }

    static void condition(ObjectNode node, Condition condition, Instant now) {
        node.put("type", condition.type());
        node.put("status", condition.status().name());
        node.put("reason", condition.reason());
        node.put("message", condition.message());
        node.put("observedGeneration", condition.observedGeneration());
        since(node, condition.lastTransitionTime(), now);
    }

    static void since(ObjectNode node, Instant since, Instant now) {
        node.put("since", since.toString());
        node.put("seconds", Math.max(0, Duration.between(since, now).toSeconds()));
    }

    private static void link(ObjectNode node, Link link, Instant now) {
        resource(node, link.resource());
        link.cluster().ifPresent(cluster -> node.put("cluster", cluster.value()));
        node.put("about", link.about());
        node.put(
                "outcome",
                switch (link.outcome()) {
                    case HOLDS -> "Holds";
                    case DOES_NOT_HOLD -> "DoesNotHold";
                    case UNKNOWN -> "Unknown";
                    case MISSING -> "Missing";
                });
        node.put("reason", link.reason());
        node.put("message", link.message());
        link.since().ifPresent(since -> since(node, since, now));
        var details = node.putObject("details");
        link.details().forEach(details::put);
        link.fact().ifPresent(fact -> fact(node.putObject("fact"), fact));
    }

    private static void fact(ObjectNode node, Envelope<? extends Event> fact) {
        node.put("type", EventCatalogue.typeOf(fact.event().getClass()));
        node.put("id", fact.meta().id());
        node.put("source", fact.meta().source());
        node.put("said", fact.meta().time().toString());
        node.put("causationId", Objects.requireNonNullElse(fact.meta().causationId(), ""));
        node.put("correlationId", fact.meta().correlationId());
    }
}
