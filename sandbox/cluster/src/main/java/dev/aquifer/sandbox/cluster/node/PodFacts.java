package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers from a pod's containers what its status is made of. */
record PodFacts(
        Pod pod,
        List<ContainerSlot> initContainers,
        List<ContainerSlot> containers,
        ContainerDriver driver) {

    /**
     * How things stand.
     *
     * @param place what the pod has on this node, once it has something
     * @param obstacle what it waits for, if it waits
     */
    PodStatusView.Facts now(LaunchPlanner.@Nullable PodPlace place, @Nullable NotYet obstacle) {
        var exceeded = driver.deadlineExceeded(pod);
        var initialized =
                initContainers.stream()
                        .allMatch(
                                slot ->
                                        slot.state() instanceof ContainerState.Ended end
                                                && end.succeeded());
        return new PodStatusView.Facts(
                PodPhase.of(pod.getSpec().getRestartPolicy(), initContainers, containers, exceeded),
                exceeded ? "DeadlineExceeded" : null,
                exceeded ? "Pod was active on the node longer than the specified deadline" : null,
                place == null ? null : place.address(),
                initialized,
                initContainers.stream()
                        .map(slot -> slot.status(shown(slot, obstacle, true), true))
                        .toList(),
                containers.stream()
                        .map(slot -> slot.status(shown(slot, obstacle, initialized), false))
                        .toList());
    }

    private ContainerState shown(ContainerSlot slot, @Nullable NotYet obstacle, boolean itsTurn) {
        if (obstacle != null && slot.attempt().isEmpty()) {
            return new ContainerState.Waiting("ContainerCreating", obstacle.message());
        }
        return itsTurn
                ? driver.shown(pod, slot)
                : new ContainerState.Waiting("PodInitializing", "");
    }
}
