package dev.aquifer.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.deployment.domain.GangWork;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.Workers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The Works of replicas. A Work is rendered once for a revision and a mount, and stands as it was
 * rendered: another release of this service changes nothing that runs.
 */
final class GangWorks {
    private static final String PURPOSE = "gang";

    private final Rendering rendering;

    GangWorks(Rendering rendering) {
        this.rendering = rendering;
    }

    /** Makes the objects of a replica. */
    interface Rendering {
        List<JsonNode> render(
                Subject deployment,
                String replica,
                Workers workers,
                Optional<CacheUseGranted> grant);
    }

    /** Requests it anew when the revision or what is mounted changed. */
    Replica request(Replica replica, RevisionRow revision, Decision decision) {
        var grant =
                revision.caches().isEmpty()
                        ? Optional.<CacheUseGranted>empty()
                        : replica.use().grant();
        var wanted = revision.revision() + "@" + grant.map(GangWorks::mount).orElse("");
        if (replica.work().isFor(wanted)) {
            return replica;
        }
        var id = idOf(replica);
        var requested = replica.requested(id, wanted);
        decision.say(
                new WorkRequested(
                        decision.subject(),
                        replica.cluster(),
                        id,
                        PURPOSE,
                        revision.revision(),
                        requested.work().rendering(),
                        rendering.render(
                                decision.subject(), replica.name(), revision.workers(), grant),
                        List.of(),
                        false,
                        decision.now()));
        decision.replicas().save(requested);
        if (replica.endpoint().url().isPresent()) {
            decision.say(
                    new EndpointWithdrawn(
                            decision.subject(), replica.name(), "Replaced", decision.now()));
        }
        return requested;
    }

    /** Nothing of it is to exist any more. */
    static void withdraw(Replica replica, GangWork.Requested work, Decision decision) {
        decision.say(
                new WorkWithdrawn(
                        decision.subject(), replica.cluster(), work.id(), PURPOSE, decision.now()));
    }

    private static String mount(CacheUseGranted grant) {
        return grant.claim() + "/" + grant.subPath() + ":" + grant.mountPath();
    }

    private static WorkId idOf(Replica replica) {
        var seed = "gang:" + replica.seat().deployment() + ":" + replica.name();
        return new WorkId(UUID.nameUUIDFromBytes(seed.getBytes(UTF_8)).toString());
    }
}
