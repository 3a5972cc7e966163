package dev.aquifer.status.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.status.history.History;
import dev.aquifer.status.history.Said;
import dev.aquifer.status.history.StateThen;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A history, and a state of then, as JSON; the module's README has the fields. */
final class HistoryJson {
    private HistoryJson() {}

    static Answer of(ResourceRef resource, History history, Instant now) {
        var body = EventCodec.JSON.createObjectNode();
        WhyJson.resource(body, resource);
        body.put("asOf", now.toString());
        history.begins().ifPresent(begins -> body.put("begins", begins.toString()));
        var changes = body.putArray("changes");
        Map<String, Instant> heldSince = new HashMap<>();
        for (var one : history.changes()) {
            var node = changes.addObject().put("at", one.at().toString());
            switch (one) {
                case Said.Gone gone -> {
                    node.put("change", "Gone");
                    heldSince.clear();
                }
                case Said.Changed changed -> changed(node, changed, heldSince);
                case Said.Whole whole -> throw new IllegalStateException("no change: " + whole);
            }
        }
        return new Answer(200, body);
    }

    private static void changed(
            ObjectNode node, Said.Changed changed, Map<String, Instant> heldSince) {
        var change = changed.change();
        var uid = change.subject().uid();
        node.put("change", "Condition");
        node.put("uid", uid == null ? "" : uid.toString());
        node.put("generation", change.subject().generation());
        node.put("type", change.after().type());
        if (change.before() != null) {
            node.putObject("before")
                    .put("status", change.before().status().name())
                    .put("reason", change.before().reason());
        }
        node.put("status", change.after().status().name());
        node.put("reason", change.after().reason());
        node.put("message", change.after().message());
        node.put("since", change.after().lastTransitionTime().toString());
        var before = heldSince.put(uid + "/" + change.after().type(), changed.at());
        if (before != null) {
            node.put("secondsBefore", Duration.between(before, changed.at()).toSeconds());
        }
        var cause = node.putObject("cause").put("type", change.cause());
        changed.causationId().ifPresent(id -> cause.put("id", id));
        node.put("id", changed.id());
    }

    static Answer at(ResourceRef resource, History history, Instant at, Instant now) {
        var body = EventCodec.JSON.createObjectNode();
        WhyJson.resource(body, resource);
        body.put("asOf", now.toString());
        body.put("at", at.toString());
        history.begins().ifPresent(begins -> body.put("begins", begins.toString()));
        switch (history.at(at)) {
            case StateThen.NotThere(var goneSince) -> {
                body.put("exists", false);
                goneSince.ifPresent(since -> body.put("goneSince", since.toString()));
            }
            case StateThen.There there -> {
                var uid = there.subject().uid();
                body.put("exists", true);
                body.put("uid", uid == null ? "" : uid.toString());
                body.put("generation", there.subject().generation());
                body.put("said", there.saidAt().toString());
                var conditions = body.putArray("conditions");
                there.conditions().forEach(c -> WhyJson.condition(conditions.addObject(), c, at));
                there.fields().ifPresent(fields -> body.set("status", fields));
            }
        }
        return new Answer(200, body);
    }
}
