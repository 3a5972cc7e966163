package dev.aquifer.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.deployment.domain.GangWork;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.Slot;
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

    /** The largest record of the ledger, less what travels beside the objects. */
    static final int MOST_BYTES = 850_000;

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

    /** Why these workers cannot be wanted of a cluster: what is wanted is one record of the bus. */
    Optional<String> tooLarge(Workers workers, Decision decision) {
        var name = decision.subject().resource().name();
        var objects = rendering.render(decision.subject(), name, workers, Optional.empty());
        int bytes = objects.toString().getBytes(UTF_8).length;
        return Optional.of(
                        "spec.workers.template: too large: the objects of a replica are %d bytes,"
                                        .formatted(bytes)
                                + " at most %d can be sent to a cluster; shorten it, or bring what"
                                        .formatted(MOST_BYTES)
                                + " is long with the image or a ModelCache")
                .filter(_ -> bytes > MOST_BYTES);
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
        var last = decision.lastRequest(Slot.of(replica.cluster(), id));
        if (replica.work() instanceof GangWork.None && last.isPresent()) {
            var standing = last.get();
            if (standing.revision() == revision.revision() && mounts(standing, grant)) {
                // A restored database does not know what it asked for: that stands as it is.
                return saved(replica.requested(id, wanted, standing.attempt()), decision);
            }
        }
        long issued = last.map(WorkRequested::attempt).orElse(0L);
        long next = Math.max(replica.work().rendering(), issued) + 1;
        decision.say(
                new WorkRequested(
                        decision.subject(),
                        replica.cluster(),
                        id,
                        PURPOSE,
                        revision.revision(),
                        next,
                        rendering.render(
                                decision.subject(), replica.name(), revision.workers(), grant),
                        List.of(),
                        false,
                        decision.now()));
        if (replica.endpoint().url().isPresent()) {
            decision.say(
                    new EndpointWithdrawn(
                            decision.subject(), replica.name(), "Replaced", decision.now()));
        }
        return saved(replica.requested(id, wanted, next), decision);
    }

    private static Replica saved(Replica replica, Decision decision) {
        decision.replicas().save(replica);
        return replica;
    }

    private static boolean mounts(WorkRequested work, Optional<CacheUseGranted> grant) {
        return grant.isEmpty() || GangManifests.mounts(work.manifests(), grant.get());
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
