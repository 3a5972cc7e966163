package dev.aquifer.status.fold;

import dev.aquifer.events.Condition.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything a condition can say: the closed list of kinds, conditions, statuses and reasons, an
 * enum for each kind. The page {@code docs/status.md} is rendered from it.
 */
public sealed interface Finding
        permits CacheFinding,
                ClassFinding,
                ClusterFinding,
                DeploymentFinding,
                EndpointFinding,
                GatewayFinding,
                ReplicaFinding,
                ServiceFinding {
    /** Ready, while a condition that counts is not True: it takes that one's reason and message. */
    String ROLL_UP = "Ready";

    /**
     * What a finding says.
     *
     * @param kind of the resource
     * @param condition its type
     * @param status what the condition is then
     * @param reason of the condition
     * @param meaning for the documentation
     * @param action what to do about it; empty when nothing needs doing
     */
    record Sense(
            String kind,
            String condition,
            Status status,
            String reason,
            String meaning,
            String action) {}

    /** What it says. */
    Sense sense();

    /** The kind of resource. */
    default String kind() {
        return sense().kind();
    }

    /** Type of the condition. */
    default String condition() {
        return sense().condition();
    }

    /** What the condition is then. */
    default Status status() {
        return sense().status();
    }

    /** Reason of the condition. */
    default String reason() {
        return sense().reason();
    }

    /** What it means, for the documentation. */
    default String meaning() {
        return sense().meaning();
    }

    /** What to do about it; empty when nothing needs doing. */
    default String action() {
        return sense().action();
    }

    /** All of them, kind by kind. */
    static List<Finding> all() {
        return Stream.<Finding[]>of(
                        CacheFinding.values(),
                        ClusterFinding.values(),
                        ClassFinding.values(),
                        DeploymentFinding.values(),
                        ReplicaFinding.values(),
                        EndpointFinding.values(),
                        ServiceFinding.values(),
                        GatewayFinding.values())
                .flatMap(Arrays::stream)
                .toList();
    }
}
