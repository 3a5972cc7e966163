package dev.aquifer.deployment.domain;

import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import java.util.List;
import java.util.Optional;

/**
 * A cluster that the selector matches, as the scheduler sees it.
 *
 * @param reachable whether it is ready and answers
 * @param leaderWorkerSet whether gangs of several pods can be made
 * @param pools that it has
 * @param gpusTaken by other replicas
 * @param cache whether it holds the cache that is asked for
 */
public record Candidate(
        ClusterName name,
        boolean reachable,
        boolean leaderWorkerSet,
        List<NodePool> pools,
        int gpusTaken,
        CacheState cache) {
    private static final String CAPACITY = "Capacity";
    private static final String GANGS = "LeaderWorkerSet";

    public Candidate {
        pools = List.copyOf(pools);
    }

    /** Whether a cluster holds the cache. */
    public enum CacheState {
        /** No cache is asked for. */
        NOT_NEEDED,
        /** Complete and verified. */
        READY,
        /** Not, or not yet. */
        NOT_READY
    }

    /** Why it cannot take the demand; empty when it can. Gates are asked in a fixed order. */
    Optional<Exclusion> excludes(Demand demand) {
        if (!reachable) {
            return exclusion("Unreachable", "the cluster is not ready or does not answer");
        }
        if (demand.pods() > 1 && !leaderWorkerSet) {
            return exclusion(GANGS, "the cluster does not serve LeaderWorkerSet");
        }
        var fitting =
                pools.stream()
                        .filter(pool -> pool.gpusPerNode() >= demand.gpusPerPod())
                        .filter(pool -> pool.nodes() >= demand.pods())
                        .toList();
        if (fitting.isEmpty()) {
            return exclusion(
                    CAPACITY, "no pool has %s; it has %s".formatted(needs(demand), shape()));
        }
        int eligible = fitting.stream().mapToInt(p -> p.gpusPerNode() * p.nodes()).sum();
        if (eligible - gpusTaken < demand.gpus()) {
            return exclusion(
                    CAPACITY,
                    "%d of %d GPUs are taken, %d are needed"
                            .formatted(gpusTaken, eligible, demand.gpus()));
        }
        return cache == CacheState.NOT_READY
                ? exclusion("Cache", "the cache is not ready on the cluster")
                : Optional.empty();
    }

    /** Whether it lacks what no waiting brings, rather than a cache or an answer. */
    boolean isTooSmall(Exclusion exclusion) {
        return exclusion.gate().equals(CAPACITY) || exclusion.gate().equals(GANGS);
    }

    private static String needs(Demand demand) {
        return "%d node(s) with %d GPU(s)".formatted(demand.pods(), demand.gpusPerPod());
    }

    private String shape() {
        if (pools.isEmpty()) {
            return "no nodes";
        }
        return String.join(
                ", ",
                pools.stream()
                        .map(
                                p ->
                                        "%s: %d node(s) with %d GPU(s)"
                                                .formatted(p.name(), p.nodes(), p.gpusPerNode()))
                        .toList());
    }

    private Optional<Exclusion> exclusion(String gate, String message) {
        return Optional.of(new Exclusion(name, gate, message));
    }
}
