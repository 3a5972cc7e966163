package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;

import dev.aquifer.events.Condition.Status;

/** What can be said of an InferenceCluster. */
enum ClusterFinding implements Finding {
    READY("Ready", True, "Ready", "The cluster can be used.", ""),
    RUNNING(
            "ClusterReady",
            True,
            "ClusterRunning",
            "The API server answers and the credentials work.",
            ""),
    PROVISIONING("ClusterReady", False, "Provisioning", "The cluster is being taken up.", ""),
    WAITING_FOR_CLASSES(
            "ClusterReady",
            False,
            "WaitingForClasses",
            "Node pools name InferenceClasses that do not exist.",
            "Apply the classes, or change spec.nodePools."),
    SECRET_MISSING(
            "ClusterReady",
            False,
            "SecretMissing",
            "The Secret with the kubeconfig, or its key, does not exist in modelplane-system.",
            "Create it; it is picked up by itself."),
    INVALID_KUBECONFIG(
            "ClusterReady",
            False,
            "InvalidKubeconfig",
            "The kubeconfig cannot be used; the message names the field.",
            "Repair the Secret; it is picked up by itself."),
    REFUSED(
            "ClusterReady",
            False,
            "Forbidden",
            "The cluster refuses the credentials or a right is missing.",
            "Repair the Secret, or grant the right that the message names."),
    INVALID_SPEC(
            "ClusterReady",
            False,
            "InvalidSpec",
            "The spec cannot be carried out; the message names the field.",
            "Repair the spec."),
    PENDING(
            "ClusterReady",
            False,
            "ImplementationPending",
            "The source of the cluster is not carried out yet by this release.",
            "Adopt the cluster with source Existing."),
    UNREACHABLE(
            "ClusterReady",
            Unknown,
            "ClusterUnreachable",
            "The API server does not answer. Nothing is deleted or moved because of it.",
            "Look at the network and at the cluster."),
    SILENT(
            "ClusterReady",
            Unknown,
            "ClusterSilent",
            "Nothing was heard of the cluster for longer than aquifer.silence.after (by default 40 s), neither good nor bad: cluster-service itself may be away.",
            "Look at cluster-service."),
    STORAGE_READY(
            "StorageReady",
            True,
            "StorageAvailable",
            "The storage class that the spec names exists.",
            ""),
    STORAGE_FAILED(
            "StorageReady",
            False,
            "StorageUnavailable",
            "The storage class that the spec names does not exist.",
            "Create it, or change spec.storage.storageClassName."),
    STORAGE_UNKNOWN(
            "StorageReady", Unknown, "NotObserved", "The cluster was not looked at yet.", ""),
    BACKEND_HEALTHY("BackendReady", True, "BackendHealthy", "LeaderWorkerSets can be made.", ""),
    BACKEND_MISSING(
            "BackendReady",
            False,
            "LeaderWorkerSetMissing",
            "Gangs of several nodes cannot be made; deployments on one node can. Not part of Ready.",
            "Install LeaderWorkerSet on the cluster."),
    BACKEND_UNKNOWN(
            "BackendReady", Unknown, "NotObserved", "The cluster was not looked at yet.", ""),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "InUse",
            "The deletion waits for those whom the message names.",
            "Delete them, or let them finish.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    ClusterFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("InferenceCluster", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
