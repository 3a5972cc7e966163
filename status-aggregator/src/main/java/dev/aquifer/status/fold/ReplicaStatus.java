package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.PodState;
import dev.aquifer.status.fold.Replicas.Replica;
import java.util.Optional;
import java.util.Set;

/**
 * The status of what a deployment declares for people to see: a ModelReplica and its ModelEndpoint,
 * which have one name.
 */
final class ReplicaStatus {
    private static final String OWNER = "deployment-service";

    private ReplicaStatus() {}

    static ComputedStatus ofReplica(View view, Envelope<ResourceDeclared> declared) {
        var sheet = new StatusSheet(view.subject(), declared);
        var replica = find(view, declared.event().name());
        replica.ifPresentOrElse(
                r -> {
                    accepted(sheet, r);
                    gang(sheet, r);
                    serving(sheet, r);
                    fields(sheet, r);
                },
                () -> sheet.reconciling(ReplicaFinding.ACCEPTED.condition(), OWNER));
        return sheet.rolledUp(ReplicaFinding.READY, Set.of());
    }

    static ComputedStatus ofEndpoint(View view, Envelope<ResourceDeclared> declared) {
        var sheet = new StatusSheet(view.subject(), declared);
        var replica = find(view, declared.event().name());
        if (replica.isPresent() && replica.get().serving()) {
            var fact = replica.get().endpoint().orElseThrow();
            var ready = (EndpointReady) fact.event();
            sheet.say(
                    EndpointFinding.CONFIGURED,
                    "serves " + String.join(", ", ready.models()),
                    fact);
        } else {
            sheet.say(
                    EndpointFinding.WAITING,
                    replica.map(Replica::words).orElse("the replica is not scheduled"),
                    replica.flatMap(Replica::gang).isPresent()
                            ? replica.flatMap(Replica::gang).get()
                            : declared);
        }
        return sheet.rolledUp(EndpointFinding.READY, Set.of());
    }

    private static Optional<Replica> find(View view, String name) {
        return Replicas.of(view).stream().filter(r -> r.name().equals(name)).findFirst();
    }

    private static void accepted(StatusSheet sheet, Replica replica) {
        var gang = replica.gang();
        if (gang.isEmpty()) {
            sheet.say(ReplicaFinding.DEPLOYING, replica.words(), replica.scheduled());
            return;
        }
        switch (replica.reason()) {
            case "Rejected" -> sheet.say(ReplicaFinding.REJECTED, replica.words(), gang.get());
            case "WaitingForCacheUse", "Applying" ->
                    sheet.say(ReplicaFinding.DEPLOYING, replica.words(), gang.get());
            default ->
                    sheet.say(
                            ReplicaFinding.ACCEPTED,
                            "on " + replica.scheduled().event().cluster(),
                            replica.scheduled());
        }
    }

    private static void gang(StatusSheet sheet, Replica replica) {
        if (replica.unobserved().isPresent()) {
            var unobserved = replica.unobserved().get();
            sheet.say(ReplicaFinding.GANG_UNKNOWN, unobserved.words(), unobserved.fact());
        } else if (replica.gang().isEmpty()) {
            sheet.say(ReplicaFinding.GANG_STARTING, replica.words(), replica.scheduled());
        } else {
            var finding =
                    replica.gangReady()
                            ? ReplicaFinding.GANG_READY
                            : replica.gangLost()
                                    ? ReplicaFinding.GANG_LOST
                                    : ReplicaFinding.GANG_STARTING;
            sheet.say(finding, replica.words(), replica.gang().get());
        }
    }

    private static void serving(StatusSheet sheet, Replica replica) {
        if (replica.unobserved().isPresent()) {
            var unobserved = replica.unobserved().get();
            sheet.say(ReplicaFinding.UNKNOWN, unobserved.words(), unobserved.fact());
        } else if (replica.serving()) {
            sheet.say(
                    ReplicaFinding.SERVING,
                    "the engine answered through its address",
                    replica.endpoint().orElseThrow());
        } else {
            sheet.say(
                    ReplicaFinding.STARTING,
                    replica.gangReady() ? "the engine was not asked yet" : replica.words(),
                    replica.endpoint().isPresent()
                            ? replica.endpoint().get()
                            : replica.scheduled());
        }
    }

    private static void fields(StatusSheet sheet, Replica replica) {
        var fields = sheet.fields();
        fields.put("revision", replica.scheduled().event().revision());
        int size = replica.scheduled().event().pods();
        long ready = replica.pods().stream().filter(PodState::ready).count();
        fields.putObject("gang")
                .put("size", size)
                .put("ready", ready)
                .put("summary", ready + "/" + size);
        var pods = fields.putArray("pods");
        for (var pod : replica.pods()) {
            var node = pods.addObject().put("name", pod.name());
            if (pod.node() != null) {
                node.put("node", pod.node());
            }
            node.put("ready", pod.ready()).put("reason", pod.reason());
            node.put("message", pod.message());
        }
    }
}
