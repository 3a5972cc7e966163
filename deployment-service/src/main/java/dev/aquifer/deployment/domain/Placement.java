package dev.aquifer.deployment.domain;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the replicas of a deployment are to be: at most one on a cluster.
 *
 * @param placed sorted
 * @param notFitting those of them whose replica goes on as it is, as there is no room for what it
 *     is to become
 * @param reason of the condition ReplicasScheduled
 * @param excluded the clusters that were looked at and not taken
 */
public record Placement(
        SequencedSet<ClusterName> placed,
        Set<ClusterName> notFitting,
        String reason,
        String message,
        List<Exclusion> excluded) {
    public Placement {
        notFitting = Set.copyOf(notFitting);
        excluded = List.copyOf(excluded);
    }

    /**
     * Retains what is there, fills up what is missing. A replica stays where it is as long as its
     * cluster is wanted, also when the cluster cannot be seen: unreachable is never gone.
     *
     * @param wanted replicas
     * @param holding clusters that hold a replica and still match the selector
     * @param changing those of them whose replica is to run another revision than it does
     * @param candidates the clusters that the selector matches, without demand of this deployment
     * @param selector the labels that were asked for
     */
    public static Placement decide(
            int wanted,
            Demand demand,
            Collection<ClusterName> holding,
            Set<ClusterName> changing,
            Collection<Candidate> candidates,
            Map<String, String> selector) {
        var placed =
                new TreeSet<>(holding.stream().sorted().limit(wanted).collect(Collectors.toSet()));
        var excluded = new ArrayList<Exclusion>();
        var notFitting = new TreeSet<ClusterName>();
        var byName = candidates.stream().sorted(Comparator.comparing(Candidate::name)).toList();
        for (var candidate : byName) {
            var exclusion = candidate.excludes(demand);
            if (placed.contains(candidate.name())) {
                exclusion
                        .filter(e -> changing.contains(e.cluster()) && candidate.isTooSmall(e))
                        .ifPresent(
                                e -> {
                                    notFitting.add(e.cluster());
                                    excluded.add(e);
                                });
            } else if (exclusion.isPresent()) {
                excluded.add(exclusion.get());
            } else if (placed.size() < wanted) {
                placed.add(candidate.name());
            }
        }
        var right = new TreeSet<>(placed);
        right.removeAll(notFitting);
        var message =
                candidates.isEmpty() && placed.isEmpty()
                        ? noneMatches(selector)
                        : message(wanted, right, candidates.size(), demand, excluded);
        return new Placement(
                placed,
                notFitting,
                right.isEmpty() && !notFitting.isEmpty()
                        ? "InsufficientCapacity"
                        : reason(wanted, right.size(), candidates.size(), excluded),
                message + goingOn(notFitting),
                excluded);
    }

    private static String reason(int wanted, int placed, int checked, List<Exclusion> excluded) {
        if (placed == wanted) {
            return "ReplicasCreated";
        }
        if (placed > 0) {
            return "PartiallyScheduled";
        }
        if (checked == 0) {
            return "NoClusters";
        }
        if (excluded.stream().anyMatch(e -> e.gate().equals("Cache"))) {
            return "CacheNotReady";
        }
        return excluded.stream().allMatch(e -> e.gate().equals("Unreachable"))
                ? "ClustersNotReady"
                : "InsufficientCapacity";
    }

    private static String goingOn(Collection<ClusterName> notFitting) {
        return notFitting.isEmpty()
                ? ""
                : "; what runs on %s goes on as it was before the edit"
                        .formatted(
                                notFitting.stream()
                                        .map(ClusterName::value)
                                        .collect(Collectors.joining(", ")));
    }

    private static String noneMatches(Map<String, String> selector) {
        return selector.isEmpty()
                ? "there is no InferenceCluster"
                : "no InferenceCluster matches spec.clusterSelector: "
                        + new TreeMap<>(selector)
                                .entrySet().stream()
                                        .map(label -> label.getKey() + "=" + label.getValue())
                                        .collect(Collectors.joining(", "));
    }

    private static String message(
            int wanted,
            Collection<ClusterName> placed,
            int checked,
            Demand demand,
            List<Exclusion> excluded) {
        var names = placed.stream().map(ClusterName::value).collect(Collectors.joining(", "));
        if (placed.size() == wanted) {
            return "Matched " + placed.size() + " clusters: " + names;
        }
        var why =
                excluded.stream()
                        .map(e -> e.cluster() + ": " + e.message())
                        .collect(Collectors.joining("; "));
        return "%d of %d clusters matched (checked %d) for %s%s"
                .formatted(
                        placed.size(),
                        wanted,
                        checked,
                        demand,
                        why.isEmpty() ? "; a replica needs a cluster of its own" : "; " + why);
    }
}
