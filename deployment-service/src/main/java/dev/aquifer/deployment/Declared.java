package dev.aquifer.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects that the control API shows of a replica. */
final class Declared {
    private static final String REPLICA = "ModelReplica";
    private static final String ENDPOINT = "ModelEndpoint";

    private Declared() {}

    static void replica(Replica replica, RevisionRow revision, Decision decision) {
        var spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("inferenceClusterRef").put("name", replica.cluster().value());
        spec.set("workers", EventCodec.JSON.valueToTree(revision.workers()));
        if (!revision.caches().isEmpty()) {
            var caches = spec.putArray("caches");
            revision.caches().forEach(cache -> caches.addObject().put("name", cache));
        }
        declare(REPLICA, replica, Map.of("modelplane.ai/replica", "true"), spec, decision);
    }

    static void endpoint(Replica replica, String url, Decision decision) {
        var spec = JsonNodeFactory.instance.objectNode().put("url", url + "/v1");
        declare(ENDPOINT, replica, decision.row().labels(), spec, decision);
    }

    private static void declare(
            String kind,
            Replica replica,
            Map<String, String> labels,
            JsonNode spec,
            Decision decision) {
        var all = new TreeMap<>(labels);
        all.put("modelplane.ai/deployment", decision.subject().resource().name());
        all.put("modelplane.ai/cluster", replica.cluster().value());
        decision.say(
                new ResourceDeclared(
                        decision.subject(), kind, replica.name(), all, spec, decision.now()));
    }

    /** Nothing is to be shown any more. */
    static void nothing(Replica replica, Decision decision) {
        for (var kind : List.of(REPLICA, ENDPOINT)) {
            decision.unsay("declared", kind, replica.name());
        }
    }
}
