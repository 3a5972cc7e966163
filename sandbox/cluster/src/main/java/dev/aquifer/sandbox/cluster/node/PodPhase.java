package dev.aquifer.sandbox.cluster.node;

import java.util.List;

/** The phase of a pod, which follows from its containers and its restart policy. */
final class PodPhase {
    private PodPhase() {}

    static String of(
            String restartPolicy,
            List<ContainerSlot> initContainers,
            List<ContainerSlot> containers,
            boolean killed) {
        if (killed
                && containers.stream()
                        .noneMatch(slot -> slot.state() instanceof ContainerState.Running)) {
            return "Failed";
        }
        if (initContainers.stream().anyMatch(slot -> failedForGood(restartPolicy, slot))) {
            return "Failed";
        }
        if (!containers.isEmpty()
                && containers.stream()
                        .allMatch(
                                slot ->
                                        slot.state() instanceof ContainerState.Ended end
                                                && !restarts(restartPolicy, end))) {
            return containers.stream()
                            .allMatch(slot -> ((ContainerState.Ended) slot.state()).succeeded())
                    ? "Succeeded"
                    : "Failed";
        }
        var anyStarted =
                containers.stream()
                        .anyMatch(
                                slot ->
                                        !(slot.state() instanceof ContainerState.Waiting)
                                                || slot.restarts() > 0);
        return anyStarted ? "Running" : "Pending";
    }

    /** Whether a container that ended this way is started again. */
    static boolean restarts(String restartPolicy, ContainerState.Ended end) {
        return switch (restartPolicy) {
            case "Never" -> false;
            case "OnFailure" -> !end.succeeded();
            default -> true;
        };
    }

    private static boolean failedForGood(String restartPolicy, ContainerSlot slot) {
        return slot.state() instanceof ContainerState.Ended end
                && !end.succeeded()
                && restartPolicy.equals("Never");
    }
}
