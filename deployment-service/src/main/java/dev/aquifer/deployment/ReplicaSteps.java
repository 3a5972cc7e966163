package dev.aquifer.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.aquifer.deployment.domain.GangState;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.deployment.store.ReplicaRow;
import dev.aquifer.deployment.store.Said;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.DeploymentEvent.GangLost;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.LedgerTransaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The next step of a replica: ask for its cache, request its Work, tell how its gang and endpoint
 * are; or, when it leaves, take all of that back, the cache last.
 */
final class ReplicaSteps {
    private final DeploymentRow row;
    private final Deployments deployments;
    private final Said said;
    private final LedgerTransaction tx;

    ReplicaSteps(DeploymentRow row, Deployments deployments, Said said, LedgerTransaction tx) {
        this.row = row;
        this.deployments = deployments;
        this.said = said;
        this.tx = tx;
    }

    void next(ReplicaRow replica) {
        if (replica.leaving()) {
            leave(replica);
            return;
        }
        var revision = deployments.revision(replica.deployment(), replica.revision()).orElseThrow();
        declareReplica(replica, revision);
        revision.caches().forEach(cache -> useCache(replica, cache));
        if (!revision.caches().isEmpty() && replica.grant().isEmpty()) {
            starting(
                    replica,
                    "WaitingForCacheUse",
                    Optional.ofNullable(replica.refusal())
                            .orElse("waiting for cache-service to grant the use of the cache"),
                    List.of(),
                    tx.now());
            return;
        }
        var current = requestWork(replica, revision);
        tellGang(current, revision);
    }

    private void useCache(ReplicaRow replica, String cache) {
        said.say(
                Topic.DEPLOYMENTS,
                new CacheUseRequested(row.subject(), cache(cache), replica.cluster(), tx.now()));
    }

    private ResourceRef cache(String name) {
        return new ResourceRef("ModelCache", row.subject().resource().namespace(), name);
    }

    /** Requested anew only when the revision or what is mounted changed; rendered once for that. */
    private ReplicaRow requestWork(ReplicaRow replica, RevisionRow revision) {
        var mount = revision.caches().isEmpty() ? Optional.<String>empty() : mount(replica);
        var renderedFor = revision.revision() + "@" + mount.orElse("");
        if (renderedFor.equals(replica.renderedFor())) {
            return replica;
        }
        var work = new WorkId(workOf(replica));
        var requested = replica.requested(work, renderedFor);
        var grant =
                revision.caches().isEmpty() ? Optional.<CacheUseGranted>empty() : replica.grant();
        said.say(
                Topic.WORKS,
                new WorkRequested(
                        row.subject(),
                        replica.cluster(),
                        work,
                        "gang",
                        revision.revision(),
                        requested.rendering(),
                        GangManifests.render(
                                row.subject(), replica.name(), revision.workers(), grant),
                        List.of(),
                        false,
                        tx.now()));
        deployments.save(requested);
        if (replica.url() != null) {
            said.say(
                    Topic.DEPLOYMENTS,
                    new EndpointWithdrawn(row.subject(), replica.name(), "Replaced", tx.now()));
        }
        return requested;
    }

    private static Optional<String> mount(ReplicaRow replica) {
        return replica.grant().map(g -> g.claim() + "/" + g.subPath() + ":" + g.mountPath());
    }

    private String workOf(ReplicaRow replica) {
        var seed = "gang:" + replica.deployment() + ":" + replica.name();
        return UUID.nameUUIDFromBytes(seed.getBytes(UTF_8)).toString();
    }

    private void tellGang(ReplicaRow replica, RevisionRow revision) {
        if (replica.observation().isEmpty()) {
            starting(
                    replica,
                    "Applying",
                    "waiting for " + replica.cluster() + " to take the objects",
                    List.of(),
                    tx.now());
            return;
        }
        switch (GangState.of(replica.observation().get(), replica.pods())) {
            case GangState.Ready ready -> tellReady(replica, revision, ready);
            case GangState.NotReady not ->
                    tellNotReady(replica, not.reason(), not.message(), not.pods(), not.since());
            case GangState.Gone gone ->
                    tellNotReady(
                            replica,
                            "Removed",
                            "somebody removed it from the cluster; it is being made again",
                            List.of(),
                            gone.since());
        }
    }

    private void tellReady(ReplicaRow replica, RevisionRow revision, GangState.Ready gang) {
        said.say(
                Topic.DEPLOYMENTS,
                new GangReady(
                        row.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.revision(),
                        gang.pods(),
                        gang.since()));
        var url =
                gang.leaderAddress()
                        .map(a -> "http://" + a + ":" + GangManifests.port(revision.workers()));
        releaseFormerCaches(replica, revision);
        if (url.isEmpty()) {
            deployments.save(replica.notReady());
            return;
        }
        var ready = replica.ready(url.get());
        deployments.save(ready);
        declareEndpoint(ready, url.get());
        said.say(
                Topic.DEPLOYMENTS,
                ready.models() == null
                        ? new EndpointPublished(
                                row.subject(), replica.name(), url.get(), gang.since())
                        : new EndpointReady(
                                row.subject(),
                                replica.name(),
                                url.get(),
                                ready.models(),
                                tx.now()));
    }

    private void tellNotReady(
            ReplicaRow replica, String reason, String message, List<PodState> pods, Instant since) {
        deployments.save(replica.notReady());
        if (!replica.wasReady()) {
            starting(replica, reason, message, pods, since);
            return;
        }
        said.say(
                Topic.DEPLOYMENTS,
                new GangLost(
                        row.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.revision(),
                        reason,
                        message,
                        pods,
                        since));
        said.say(
                Topic.DEPLOYMENTS,
                new EndpointWithdrawn(row.subject(), replica.name(), "GangLost", since));
    }

    private void starting(
            ReplicaRow replica, String reason, String message, List<PodState> pods, Instant since) {
        said.say(
                Topic.DEPLOYMENTS,
                new GangStarting(
                        row.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.revision(),
                        reason,
                        message,
                        pods,
                        since));
    }

    private void declareReplica(ReplicaRow replica, RevisionRow revision) {
        var spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("inferenceClusterRef").put("name", replica.cluster().value());
        spec.set("workers", EventCodec.JSON.valueToTree(revision.workers()));
        if (!revision.caches().isEmpty()) {
            var caches = spec.putArray("caches");
            revision.caches().forEach(cache -> caches.addObject().put("name", cache));
        }
        said.say(
                Topic.DEPLOYMENTS,
                new ResourceDeclared(
                        row.subject(),
                        "ModelReplica",
                        replica.name(),
                        labels(replica, Map.of("modelplane.ai/replica", "true")),
                        spec,
                        tx.now()));
    }

    private void declareEndpoint(ReplicaRow replica, String url) {
        said.say(
                Topic.DEPLOYMENTS,
                new ResourceDeclared(
                        row.subject(),
                        "ModelEndpoint",
                        replica.name(),
                        labels(replica, row.labels()),
                        JsonNodeFactory.instance.objectNode().put("url", url + "/v1"),
                        tx.now()));
    }

    private Map<String, String> labels(ReplicaRow replica, Map<String, String> more) {
        var labels = new TreeMap<>(more);
        labels.put("modelplane.ai/deployment", row.subject().resource().name());
        labels.put("modelplane.ai/cluster", replica.cluster().value());
        return labels;
    }

    private void leave(ReplicaRow replica) {
        for (var kind : List.of("ModelReplica", "ModelEndpoint")) {
            said.unsay(
                    Topic.DEPLOYMENTS,
                    Slot.of(row.subject().resource(), "declared", kind, replica.name()));
        }
        boolean gone =
                replica.work().isEmpty()
                        || replica.observation().filter(o -> isGone(o, replica.pods())).isPresent();
        if (!gone) {
            said.say(
                    Topic.WORKS,
                    new WorkWithdrawn(
                            row.subject(),
                            replica.cluster(),
                            replica.work().orElseThrow(),
                            "gang",
                            tx.now()));
            return;
        }
        replica.work().ifPresent(w -> said.unsay(Topic.WORKS, Slot.of(replica.cluster(), w)));
        releaseCaches(replica);
        said.unsayAll(
                Topic.DEPLOYMENTS, row.subject().resource(), "replica/" + replica.name() + "/");
        deployments.delete(replica);
    }

    private static boolean isGone(ObservationEvent observation, int expectedPods) {
        return GangState.of(observation, expectedPods) instanceof GangState.Gone;
    }

    /** What an earlier revision mounted is free once a gang of this one is ready. */
    private void releaseFormerCaches(ReplicaRow replica, RevisionRow revision) {
        for (long former = 1; former < revision.revision(); former++) {
            deployments
                    .revision(replica.deployment(), former)
                    .ifPresent(
                            r ->
                                    r.caches().stream()
                                            .filter(cache -> !revision.caches().contains(cache))
                                            .forEach(cache -> release(replica, cache)));
        }
    }

    private void release(ReplicaRow replica, String cache) {
        said.say(
                Topic.DEPLOYMENTS,
                new CacheUseReleased(row.subject(), cache(cache), replica.cluster(), tx.now()));
    }

    /**
     * Said, and kept as said: cache-service must hear it, and a tombstone would not name the uid.
     */
    private void releaseCaches(ReplicaRow replica) {
        deployments
                .revision(replica.deployment(), replica.revision())
                .ifPresent(revision -> revision.caches().forEach(cache -> release(replica, cache)));
    }
}
