package dev.aquifer.status.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.status.fold.Budgets;
import java.time.Instant;

/** The fleet's streams as JSON; the module's README has the fields. */
final class BudgetsJson {
    private BudgetsJson() {}

    static Answer of(Budgets budgets, Instant now) {
        var body = EventCodec.JSON.createObjectNode();
        body.put("asOf", now.toString());
        var origins = body.putArray("origins");
        for (var origin : budgets.origins()) {
            var node = origins.addObject();
            node.put("origin", origin.host()).put("credential", origin.credential());
            node.put("budget", origin.budget()).put("granted", origin.granted());
            var holders = node.putArray("holders");
            for (var grant : origin.holders()) {
                var holder = holders.addObject();
                place(holder, grant.subject().resource(), grant.cluster());
                holder.put("attempt", grant.attempt()).put("streams", grant.streams());
                WhyJson.since(holder, grant.since(), now);
            }
        }
        var waiting = body.putArray("waiting");
        for (var wait : budgets.waiting()) {
            var node = waiting.addObject();
            place(node, wait.subject().resource(), wait.cluster());
            node.put("message", wait.message());
            WhyJson.since(node, wait.since(), now);
        }
        return new Answer(200, body);
    }

    private static void place(ObjectNode node, ResourceRef cache, ClusterName cluster) {
        WhyJson.resource(node, cache);
        node.put("cluster", cluster.value());
    }
}
