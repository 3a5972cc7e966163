package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;

import dev.aquifer.events.Condition.Status;

/** What can be said of a ModelReplica. */
enum ReplicaFinding implements Finding {
    READY("Ready", True, "Ready", "The replica serves.", ""),
    /** Said by kube-bridge: what nobody declared is on no topic. */
    MADE_BY_HAND(
            "Ready",
            False,
            "ImplementationPending",
            "It was made by hand; nothing comes of it. Aquifer makes ModelReplicas for people to see.",
            "Apply a ModelDeployment."),
    ACCEPTED("ModelAccepted", True, "Accepted", "The cluster took the objects of the replica.", ""),
    DEPLOYING(
            "ModelAccepted",
            False,
            "Deploying",
            "The objects of the replica are on their way to the cluster.",
            ""),
    REJECTED(
            "ModelAccepted",
            False,
            "Rejected",
            "The cluster refused an object; the message has its words.",
            "Repair the spec, or the cluster."),
    GANG_READY("GangReady", True, "AllPodsReady", "All pods are Ready and the engine answers.", ""),
    GANG_STARTING(
            "GangReady",
            False,
            "GangStarting",
            "The message names the pod and what it waits for.",
            "kubectl logs and describe of the pod on its cluster."),
    GANG_LOST(
            "GangReady",
            False,
            "GangLost",
            "The gang was ready and lost a pod; it is being restarted.",
            "kubectl logs and describe of the pod on its cluster."),
    GANG_UNKNOWN(
            "GangReady",
            Unknown,
            "ClusterUnreachable",
            "The cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    SERVING(
            "ModelReady",
            True,
            "Serving",
            "The engine answered a request through its address.",
            ""),
    STARTING(
            "ModelReady", False, "ModelStarting", "No request was answered yet.", "See GangReady."),
    UNKNOWN(
            "ModelReady",
            Unknown,
            "ClusterUnreachable",
            "The cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    ReplicaFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("ModelReplica", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
