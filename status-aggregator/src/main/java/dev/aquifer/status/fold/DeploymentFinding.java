package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;

import dev.aquifer.events.Condition.Status;

/** What can be said of a ModelDeployment. */
enum DeploymentFinding implements Finding {
    READY("Ready", True, "Ready", "Every replica serves.", ""),
    IMPLEMENTED("SpecImplemented", True, "Available", "Everything in the spec is carried out.", ""),
    PENDING(
            "SpecImplemented",
            False,
            "ImplementationPending",
            "The spec is valid, and this release does not carry it out yet.",
            "The message names the field and what to write instead."),
    SCHEDULED(
            "ReplicasScheduled",
            True,
            "ReplicasCreated",
            "Every wanted replica has a cluster.",
            ""),
    NO_CLUSTERS(
            "ReplicasScheduled",
            False,
            "NoClusters",
            "No InferenceCluster has the labels that the selector asks for.",
            "Label a cluster, or change spec.clusterSelector."),
    CLUSTERS_NOT_READY(
            "ReplicasScheduled",
            False,
            "ClustersNotReady",
            "None of the matched clusters answers yet.",
            "Look at the InferenceClusters."),
    INSUFFICIENT(
            "ReplicasScheduled",
            False,
            "InsufficientCapacity",
            "No matched cluster has the GPUs; the message says what each has.",
            "Ask for fewer GPUs, free some, or add nodes."),
    SHORT(
            "ReplicasScheduled",
            False,
            "PartiallyScheduled",
            "Fewer replicas have a cluster than are wanted.",
            "Add clusters or capacity, or lower spec.replicas."),
    CACHE_NOT_FOUND(
            "ReplicasScheduled",
            False,
            "CacheNotFound",
            "The cache that the spec names does not exist in this namespace.",
            "Apply the ModelCache; the deployment goes on by itself."),
    CACHE_NOT_READY(
            "ReplicasScheduled",
            False,
            "CacheNotReady",
            "No cluster that fits holds the cache yet.",
            "Look at the ModelCache."),
    CACHE_REFUSED(
            "ReplicasScheduled",
            False,
            "CacheUseRefused",
            "The cache cannot be mounted; the message says why.",
            "Look at the ModelCache."),
    NOT_SCHEDULED(
            "ReplicasScheduled",
            False,
            "ImplementationPending",
            "The spec is not carried out yet.",
            "See SpecImplemented."),
    GANGS_READY(
            "GangReady",
            True,
            "AllPodsReady",
            "All pods of all replicas are Ready and their engines answer.",
            ""),
    GANGS_STARTING(
            "GangReady",
            False,
            "GangStarting",
            "A gang is not ready; the message names the pod and what it waits for.",
            "Look at the ModelReplica."),
    GANG_LOST(
            "GangReady",
            False,
            "GangLost",
            "A gang that was ready lost a pod; it is being restarted.",
            "Look at the ModelReplica."),
    NO_GANG(
            "GangReady",
            False,
            "NoReplicasScheduled",
            "There is no replica.",
            "See ReplicasScheduled."),
    GANG_UNKNOWN(
            "GangReady",
            Unknown,
            "ClusterUnreachable",
            "A replica's cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    SERVING(
            "ReplicasReady",
            True,
            "AllReplicasReady",
            "Every replica answered a request through its address.",
            ""),
    STARTING(
            "ReplicasReady",
            False,
            "ModelStarting",
            "Some replicas did not answer a request yet.",
            "See GangReady."),
    NO_REPLICAS(
            "ReplicasReady",
            False,
            "NoReplicasScheduled",
            "There is no replica.",
            "See ReplicasScheduled."),
    UNKNOWN(
            "ReplicasReady",
            Unknown,
            "ClusterUnreachable",
            "A replica's cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait; look at the clusters if it lasts.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    DeploymentFinding(
            String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("ModelDeployment", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
