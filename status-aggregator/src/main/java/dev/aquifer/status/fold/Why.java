package dev.aquifer.status.fold;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Explains a resource by the facts alone: for what is not ready the shortest chain to something
 * that nothing else is to blame for, for what is ready the chain of what came last.
 */
public final class Why {
    private static final int MOST_OTHERS = 5;

    private final Fleet fleet;

    /** Explains what that fleet knows. */
    public Why(Fleet fleet) {
        this.fleet = fleet;
    }

    /** The explanation; empty when there is no such resource. */
    public Optional<Explanation> of(ResourceRef resource) {
        return fleet.status(resource)
                .map(
                        computed -> {
                            var ready = computed.status().conditions().getFirst();
                            var first = new Place.Of(resource);
                            var chains =
                                    computed.verdicts().getFirst().holds()
                                            ? List.of(lastToCome(first))
                                            : blamed(first);
                            return new Explanation(
                                    computed.status().subject(),
                                    ready,
                                    chains.getFirst(),
                                    trail(chains.getFirst().getLast()),
                                    others(chains));
                        });
    }

    private List<Envelope<? extends Event>> trail(Link end) {
        return end.fact().map(new Trail(fleet)::of).orElse(List.of());
    }

    /** All chains to an end, the shortest first: breadth first, each place once. */
    private List<List<Link>> blamed(Place first) {
        record Open(Step step, List<Link> chain) {}
        var chains = new ArrayList<List<Link>>();
        Set<Place> seen = new HashSet<>(Set.of(first));
        var open = new ArrayDeque<Open>();
        var begin = step(first);
        open.add(new Open(begin, List.of(begin.link())));
        while (!open.isEmpty()) {
            var here = open.remove();
            boolean end = true;
            for (var place : here.step().next()) {
                var step = step(place);
                if (step.link().holds()) {
                    continue; // it was in the way, and is not any more
                }
                end = false;
                if (seen.add(place)) {
                    var chain = new ArrayList<>(here.chain());
                    chain.add(step.link());
                    open.add(new Open(step, chain));
                }
            }
            if (end) {
                chains.add(here.chain());
            }
        }
        return chains.isEmpty() ? List.of(List.of(begin.link())) : chains;
    }

    /** Of all that it rests on, what came last, and so on. */
    private List<Link> lastToCome(Place first) {
        var chain = new ArrayList<Link>();
        Set<Place> seen = new HashSet<>();
        Optional<Place> place = Optional.of(first);
        while (place.isPresent() && seen.add(place.get())) {
            var step = step(place.get());
            chain.add(step.link());
            place =
                    step.next().stream()
                            .filter(p -> step(p).link().holds())
                            .max(Comparator.comparing(p -> since(step(p))));
        }
        return chain;
    }

    private static Instant since(Step step) {
        return step.link().since().orElse(Instant.EPOCH);
    }

    private static List<Link> others(List<List<Link>> chains) {
        return chains.stream().skip(1).map(List::getLast).limit(MOST_OTHERS).toList();
    }

    private Step step(Place place) {
        return switch (place) {
            case Place.Missing(var resource) -> Step.last(Link.missing(resource));
            case Place.Excluded(var deployment, var exclusion) ->
                    new ServingCauses(fleet).excluded(deployment, exclusion);
            case Place.Staging(var cache, var cluster) ->
                    new StagingCauses(fleet).on(cache, cluster);
            case Place.Gang(var deployment, var replica) ->
                    new ServingCauses(fleet).gang(deployment, replica);
            case Place.Of(var resource) -> whole(resource);
        };
    }

    private Step whole(ResourceRef resource) {
        var computed = fleet.status(resource);
        if (computed.isEmpty()) {
            return Step.last(Link.missing(resource));
        }
        var verdicts = computed.get().verdicts();
        // Ready says no more than the first condition that is open.
        var telling =
                verdicts.getFirst().holds()
                        ? verdicts.getFirst()
                        : verdicts.stream()
                                .skip(1)
                                .filter(v -> sameWords(v, verdicts.getFirst()))
                                .findFirst()
                                .orElse(verdicts.getFirst());
        return new Step(Link.of(resource, telling), next(resource));
    }

    private static boolean sameWords(Verdict verdict, Verdict ready) {
        return verdict.condition().status() == ready.condition().status()
                && verdict.condition().reason().equals(ready.condition().reason());
    }

    private List<Place> next(ResourceRef resource) {
        return switch (resource.kind()) {
            case "ModelCache" -> new StagingCauses(fleet).behindCache(resource);
            case "InferenceCluster" -> new StagingCauses(fleet).behindCluster(resource);
            case "ModelDeployment" -> new ServingCauses(fleet).behindDeployment(resource);
            case "ModelReplica", "ModelEndpoint" -> new ServingCauses(fleet).behindMade(resource);
            case "ModelService" -> new RoutingCauses(fleet).behindService(resource);
            default -> List.of();
        };
    }
}
