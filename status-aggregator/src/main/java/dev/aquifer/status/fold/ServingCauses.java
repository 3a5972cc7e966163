package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.RevisionCreated;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import dev.aquifer.status.fold.Link.Outcome;
import dev.aquifer.status.fold.Replicas.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What stands behind a deployment and its replicas. */
final class ServingCauses {
    private static final String CACHE = "ModelCache";

    private final Fleet fleet;

    ServingCauses(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Its caches where there is no place for want of them, clusters not taken, its replicas. */
    List<Place> behindDeployment(ResourceRef deployment) {
        var found = fleet.view(deployment);
        if (found.isEmpty()) {
            return List.of();
        }
        var view = found.get();
        var places = new ArrayList<Place>();
        view.wanted(DeploymentRequested.class)
                .ifPresent(
                        wanted ->
                                wanted.spec().cacheNames().stream()
                                        .map(name -> cache(deployment, name))
                                        .filter(cache -> fleet.status(cache).isEmpty())
                                        .forEach(cache -> places.add(new Place.Missing(cache))));
        view.current(PlacementDecided.class)
                .map(Envelope::event)
                .filter(placement -> placement.placed().size() < placement.wanted())
                .ifPresent(
                        placement ->
                                placement
                                        .excluded()
                                        .forEach(
                                                one ->
                                                        places.add(
                                                                new Place.Excluded(
                                                                        deployment, one))));
        Replicas.of(view).forEach(r -> places.add(new Place.Gang(deployment, r.name())));
        return places;
    }

    /** A ModelReplica, or the ModelEndpoint of the same name, as its deployment knows it. */
    List<Place> behindMade(ResourceRef made) {
        return fleet.ownerOf(made)
                .flatMap(
                        owner ->
                                fleet.view(owner).stream()
                                        .flatMap(view -> Replicas.of(view).stream())
                                        .filter(r -> r.name().equals(made.name()))
                                        .findFirst()
                                        .map(r -> behind(owner, r)))
                .orElse(List.of());
    }

    Step excluded(ResourceRef deployment, Exclusion exclusion) {
        var fact = fleet.view(deployment).flatMap(v -> v.current(PlacementDecided.class));
        if (fact.isEmpty()) {
            return Step.last(Link.missing(deployment));
        }
        var link =
                Link.of(
                                deployment,
                                "Placement",
                                Outcome.DOES_NOT_HOLD,
                                exclusion.gate(),
                                exclusion.message(),
                                fact.get())
                        .on(exclusion.cluster());
        return new Step(
                link,
                switch (exclusion.gate()) {
                    case "Cache" ->
                            caches(deployment).stream()
                                    .<Place>map(c -> new Place.Staging(c, exclusion.cluster()))
                                    .toList();
                    case "Unreachable" ->
                            List.of(new Place.Of(StagingCauses.cluster(exclusion.cluster())));
                    default -> List.of();
                });
    }

    Step gang(ResourceRef deployment, String name) {
        return fleet.view(deployment).stream()
                .flatMap(view -> Replicas.of(view).stream())
                .filter(r -> r.name().equals(name))
                .findFirst()
                .map(r -> new Step(link(deployment, r), behind(deployment, r)))
                .orElseGet(() -> Step.last(Link.missing(replica(deployment, name))));
    }

    private static Link link(ResourceRef deployment, Replica replica) {
        var resource = replica(deployment, replica.name());
        var cluster = replica.scheduled().event().cluster();
        if (replica.health() instanceof Unobserved unobserved) {
            return Link.of(
                            resource,
                            "GangReady",
                            Outcome.UNKNOWN,
                            "ClusterUnreachable",
                            unobserved.words(),
                            unobserved.fact())
                    .on(cluster);
        }
        if (replica.gangReady()) {
            return endpoint(resource, replica).on(cluster);
        }
        Envelope<? extends Event> fact =
                replica.gang().isPresent() ? replica.gang().get() : replica.scheduled();
        var reason = replica.reason().isEmpty() ? "Scheduled" : replica.reason();
        var link =
                Link.of(
                                resource,
                                "GangReady",
                                Outcome.DOES_NOT_HOLD,
                                reason,
                                replica.message(),
                                fact)
                        .on(cluster);
        return replica.pods().stream()
                .filter(pod -> !pod.ready())
                .findFirst()
                .map(pod -> pod(link, pod))
                .orElse(link);
    }

    private static Link endpoint(ResourceRef resource, Replica replica) {
        boolean serving = replica.serving();
        Envelope<? extends Event> fact =
                replica.endpoint().isPresent()
                        ? replica.endpoint().get()
                        : replica.gang().orElseThrow();
        var link =
                Link.of(
                        resource,
                        "ModelReady",
                        serving ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD,
                        serving ? "Serving" : "ModelStarting",
                        serving ? "" : "the engine was not asked yet",
                        fact);
        return fact.event() instanceof EndpointReady ready ? link.with("url", ready.url()) : link;
    }

    private static Link pod(Link link, PodState pod) {
        var told = link.with("pod", pod.name()).with("podPhase", pod.phase());
        var where = pod.node() == null ? told : told.with("node", pod.node());
        return pod.reason().isEmpty() ? where : where.with("podReason", pod.reason());
    }

    /** What a replica waits for, or rests on. */
    private List<Place> behind(ResourceRef deployment, Replica replica) {
        var cluster = replica.scheduled().event().cluster();
        if (replica.health() instanceof Unobserved) {
            return List.of(new Place.Of(StagingCauses.cluster(cluster)));
        }
        if (replica.gangReady() || replica.reason().equals("WaitingForCacheUse")) {
            return caches(deployment).stream()
                    .<Place>map(cache -> new Place.Staging(cache, cluster))
                    .toList();
        }
        return List.of();
    }

    /** The caches that the newest revision mounts. */
    private List<ResourceRef> caches(ResourceRef deployment) {
        return fleet
                .view(deployment)
                .map(
                        view ->
                                view.ofThisLife(RevisionCreated.class).stream()
                                        .map(Envelope::event)
                                        .max(Comparator.comparing(RevisionCreated::revision))
                                        .map(RevisionCreated::caches)
                                        .or(
                                                () ->
                                                        view.wanted(DeploymentRequested.class)
                                                                .map(w -> w.spec().cacheNames()))
                                        .orElse(List.of()))
                .orElse(List.of())
                .stream()
                .map(name -> cache(deployment, name))
                .toList();
    }

    private static ResourceRef cache(ResourceRef deployment, String name) {
        return new ResourceRef(CACHE, deployment.namespace(), name);
    }

    private static ResourceRef replica(ResourceRef deployment, String name) {
        return new ResourceRef("ModelReplica", deployment.namespace(), name);
    }
}
