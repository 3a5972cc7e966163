package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.spec.InferenceClusterSpec.NodePool;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import dev.aquifer.status.fold.Link.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands behind a cache and behind a cluster. */
final class StagingCauses {
    private static final String STAGED = "Staged";

    private final Fleet fleet;

    StagingCauses(Fleet fleet) {
        this.fleet = fleet;
    }

    static ResourceRef cluster(ClusterName name) {
        return ResourceRef.clusterScoped("InferenceCluster", name.value());
    }

    /** Each cluster that the cache is to be on. */
    List<Place> behindCache(ResourceRef cache) {
        return fleet
                .view(cache)
                .flatMap(view -> view.current(ClustersMatched.class))
                .map(Envelope::event)
                .map(ClustersMatched::clusters)
                .orElse(List.of())
                .stream()
                .<Place>map(cluster -> new Place.Staging(cache, cluster))
                .toList();
    }

    /** The classes that its pools name and nobody made, when it waits for classes. */
    List<Place> behindCluster(ResourceRef cluster) {
        return fleet
                .view(cluster)
                .filter(StagingCauses::waitsForClasses)
                .flatMap(view -> view.wanted(ClusterRequested.class))
                .map(wanted -> wanted.spec().nodePools())
                .orElse(List.of())
                .stream()
                .map(NodePool::inferenceClass)
                .filter(name -> !name.isEmpty())
                .map(name -> ResourceRef.clusterScoped("InferenceClass", name))
                .filter(named -> fleet.status(named).isEmpty())
                .distinct()
                .<Place>map(Place.Missing::new)
                .toList();
    }

    private static boolean waitsForClasses(View view) {
        return view.current(ClusterProvisioning.class)
                .filter(
                        fact ->
                                fact.event()
                                        .reason()
                                        .equals(ClusterFinding.WAITING_FOR_CLASSES.reason()))
                .isPresent();
    }

    /** How the cache is on one cluster. */
    Step on(ResourceRef cache, ClusterName cluster) {
        var view = fleet.view(cache);
        if (view.isEmpty()) {
            return Step.last(Link.missing(cache));
        }
        var hydration =
                view.get().allCurrent(Hydration.class).stream()
                        .filter(h -> h.event().cluster().equals(cluster))
                        .findFirst();
        if (view.get().health().apply(cluster) instanceof Unobserved unobserved) {
            var link =
                    Link.of(
                                    cache,
                                    STAGED,
                                    Outcome.UNKNOWN,
                                    "ClusterUnreachable",
                                    unobserved.words(),
                                    unobserved.fact())
                            .on(cluster);
            return new Step(link, List.of(new Place.Of(cluster(cluster))));
        }
        return hydration
                .map(fact -> hydration(view.get(), cache, fact))
                .orElseGet(() -> notTakenUp(view.get(), cache, cluster));
    }

    private static Step notTakenUp(View view, ResourceRef cache, ClusterName cluster) {
        return Step.last(
                Link.of(
                                cache,
                                STAGED,
                                Outcome.DOES_NOT_HOLD,
                                "Reconciling",
                                "waiting for cache-service to take up the cluster",
                                view.desired())
                        .on(cluster));
    }

    private Step hydration(View view, ResourceRef cache, Envelope<Hydration> fact) {
        return switch (fact.event()) {
            case HydrationCompleted done ->
                    Step.last(
                            link(cache, fact, Outcome.HOLDS, "Staged", "")
                                    .with("digest", done.digest())
                                    .with("bytes", Long.toString(done.bytes())));
            case ClaimAdopted adopted ->
                    Step.last(
                            link(cache, fact, Outcome.HOLDS, "BYOPVC", "")
                                    .with("claim", adopted.claim()));
            case HydrationFailed failed -> Step.last(failed(cache, fact, failed));
            case HydrationWaiting waiting ->
                    new Step(
                            link(
                                    cache,
                                    fact,
                                    Outcome.DOES_NOT_HOLD,
                                    waiting.reason(),
                                    waiting.message()),
                            awaited(view, cache, waiting));
            case HydrationRequested requested ->
                    Step.last(
                            underWay(
                                    view, cache, fact, "Requested", "its worker does not run yet"));
            case HydrationStarted started ->
                    Step.last(underWay(view, cache, fact, "Hydrating", "its worker runs"));
        };
    }

    private static Link underWay(
            View view, ResourceRef cache, Envelope<Hydration> fact, String reason, String message) {
        var pace = view.pace(fact);
        var link = link(cache, fact, Outcome.DOES_NOT_HOLD, reason, message);
        var told =
                pace.trouble()
                        .map(
                                trouble ->
                                        link.because(
                                                trouble.reason(),
                                                pace.words(),
                                                pace.since(),
                                                pace.fact()))
                        .orElse(link);
        return view.measured(fact)
                .map(
                        m ->
                                told.with("bytes done", Progress.size(m.bytesDone()))
                                        .with("bytes total", Progress.size(m.bytesTotal())))
                .orElse(told);
    }

    private static Link link(
            ResourceRef cache,
            Envelope<Hydration> fact,
            Outcome outcome,
            String reason,
            String message) {
        var link = Link.of(cache, STAGED, outcome, reason, message, fact);
        var on = link.on(fact.event().cluster());
        long attempt = fact.event().attempt();
        return attempt == 0 ? on : on.with("attempt", Long.toString(attempt));
    }

    private static Link failed(
            ResourceRef cache, Envelope<Hydration> fact, HydrationFailed failed) {
        var link =
                link(cache, fact, Outcome.DOES_NOT_HOLD, failed.code(), failed.message())
                        .with("phase", failed.phase())
                        .with("code", failed.code());
        return failed.retryAt() == null
                ? link.with("retry", "after an edit only")
                : link.with("retryAt", Moment.of(failed.retryAt()));
    }

    /** The cluster; or the other hydrations, of which one has to pin the source first. */
    private List<Place> awaited(View view, ResourceRef cache, HydrationWaiting waiting) {
        var places = new ArrayList<Place>();
        var cluster = cluster(waiting.cluster());
        if (fleet.status(cluster).isEmpty() || !isReady(cluster)) {
            places.add(new Place.Of(cluster));
        }
        if (waiting.reason().equals("WaitingForPin")) {
            view.allCurrent(Hydration.class).stream()
                    .map(h -> h.event())
                    .filter(h -> !(h instanceof HydrationWaiting))
                    .forEach(h -> places.add(new Place.Staging(cache, h.cluster())));
        }
        return places;
    }

    private boolean isReady(ResourceRef resource) {
        return Optional.of(resource)
                .flatMap(fleet::status)
                .filter(computed -> computed.verdicts().getFirst().holds())
                .isPresent();
    }
}
