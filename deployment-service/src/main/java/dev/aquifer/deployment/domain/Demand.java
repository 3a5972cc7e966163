package dev.aquifer.deployment.domain;

import dev.aquifer.events.spec.Workers;
import java.util.Objects;

/**
 * What one replica takes of a cluster.
 *
 * @param gpusPerPod on one node
 * @param pods of one worker, each on a node of its own when it takes GPUs
 * @param workers of the replica
 */
public record Demand(int gpusPerPod, int pods, int workers) {

    /** The demand of a replica with these workers. */
    public static Demand of(Workers workers) {
        return new Demand(
                workers.topology().tensor(),
                workers.topology().pods(),
                Objects.requireNonNullElse(workers.count(), 1));
    }

    /** Pods of the replica. */
    public int allPods() {
        return pods * workers;
    }

    /** GPUs of the replica. */
    public int gpus() {
        return gpusPerPod * allPods();
    }

    @Override
    public String toString() {
        return allPods() + " pod(s) with " + gpusPerPod + " GPU(s) each";
    }
}
