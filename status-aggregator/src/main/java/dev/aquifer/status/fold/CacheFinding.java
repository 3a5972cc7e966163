package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;

import dev.aquifer.events.Condition.Status;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be said of a ModelCache. */
enum CacheFinding implements Finding {
    READY("Ready", True, "Ready", "The complete artifact is on every matched cluster.", ""),
    SOURCE_AVAILABLE("SourceImplemented", True, "Available", "The source can be fetched.", ""),
    SOURCE_PENDING(
            "SourceImplemented",
            False,
            "ImplementationPending",
            "The spec is valid, and this release does not carry it out yet.",
            "Use another source, or wait for a release that has it."),
    MATCHED("ClustersMatched", True, "Matched", "The selector matches at least one cluster.", ""),
    NO_CLUSTERS(
            "ClustersMatched",
            False,
            "NoClusters",
            "No InferenceCluster has the labels that the selector asks for.",
            "Label a cluster, or change spec.clusterSelector."),
    STAGED(
            "ArtifactReady",
            True,
            "Staged",
            "Every matched cluster holds the complete artifact, each file compared with what its source tells of it. Where it tells no checksum, the message has how many files; status.unverifiedFiles, too.",
            ""),
    BYOPVC(
            "ArtifactReady",
            True,
            "BYOPVC",
            "Claims that users brought were adopted on every matched cluster.",
            ""),
    HYDRATING(
            "ArtifactReady",
            False,
            "Hydrating",
            "Workers are fetching; no cluster is done.",
            "Look at status.clusters for progress."),
    PARTIAL(
            "ArtifactReady",
            False,
            "Partial",
            "Some clusters are done, others are not yet.",
            "Look at status.clusters for progress."),
    STALLED(
            "ArtifactReady",
            False,
            "Stalled",
            "A worker runs and no byte came for 30 seconds, or nothing was heard of it for 50; the message says which cluster and since when.",
            "Look at the source and at the network of that cluster. The worker tries again by itself."),
    THROTTLED(
            "ArtifactReady",
            False,
            "Throttled",
            "The source asks for patience: it answers only so many requests. The worker does as it is told.",
            "Wait, or give the source's credentials a higher limit."),
    SLOW(
            "ArtifactReady",
            False,
            "Slow",
            "Bytes come, over the last minute fewer each second than aquifer.hydration.slow-below (by default 1 MiB).",
            "Look at the network between that cluster and the source."),
    WAITING_FOR_OTHERS(
            "ArtifactReady",
            False,
            "Waiting",
            "Every worker that is needed waits for somebody: for a node to run on, or for another worker that has the volume.",
            "Look at the Job on that cluster if it lasts."),
    WAITING(
            "ArtifactReady",
            False,
            "Pending",
            "Nothing is fetched yet because something is missing; the message says what.",
            "Make what the message names."),
    WAITING_FOR_BUDGET(
            "ArtifactReady",
            False,
            "WaitingForBudget",
            "All streams that the fleet may have to that origin with that credential are taken; the message names the origin and who has them.",
            "Wait, or raise the budget in the settings of cache-service if the origin allows more."),
    AUTH_SECRET_MISSING(
            "ArtifactReady",
            False,
            "AuthSecretMissing",
            "A Secret that the source needs, or its key, is missing on the control cluster; the message names it.",
            "Make the Secret. It goes on by itself."),
    CONFIG_MAP_MISSING(
            "ArtifactReady",
            False,
            "ConfigMapMissing",
            "A ConfigMap that is the source, or its key, is missing on the control cluster; the message names it.",
            "Make the ConfigMap. It goes on by itself."),
    CLAIM_NOT_FOUND(
            "ArtifactReady",
            False,
            "ClaimNotFound",
            "The claim that is to be adopted does not exist on a matched cluster; the message says where.",
            "Make the PersistentVolumeClaim there, or change spec.storage.existingPVC. It goes on by itself."),
    NODE_LOST(
            "ArtifactReady",
            False,
            "NodeLost",
            "The node of a worker does not answer, so nobody knows how far it is; the message names cluster and node.",
            "It goes on when the node is back. Delete the Node if it is gone for good: only then does Kubernetes give the pod up."),
    FAILED(
            "ArtifactReady",
            False,
            "Failed",
            "An attempt failed on at least one cluster; the message has phase and code.",
            "Act by the code; status.clusters has the time of the next attempt, if there is one."),
    NOTHING_MATCHED(
            "ArtifactReady",
            False,
            "NoClusters",
            "There is no cluster to stage to.",
            "Label a cluster, or change spec.clusterSelector."),
    NOT_STAGED(
            "ArtifactReady",
            False,
            "ImplementationPending",
            "The source is not carried out yet.",
            "Use another source."),
    UNREACHABLE(
            "ArtifactReady",
            Unknown,
            "ClusterUnreachable",
            "A matched cluster cannot be observed; the message says since when.",
            "Look at the InferenceCluster."),
    VERIFIED(
            "Verified",
            True,
            "Verified",
            "What is staged was read again, on every cluster that has it, and is as it was published.",
            ""),
    VERIFYING(
            "Verified",
            False,
            "Verifying",
            "What is staged is being read again, as the annotation aquifer.dev/verify asks. Does not count for Ready.",
            ""),
    CORRUPT_FILE(
            "Verified",
            False,
            "CorruptFile",
            "Files on a cluster are not as they were published; the message names cluster and files. They are fetched again, and only they.",
            "Look at the storage of that cluster. Pods that read the files before may have to be restarted."),
    FILE_MISSING(
            "Verified",
            False,
            "FileMissing",
            "Published files are not there any more; the message names cluster and files. They are fetched again, and only they.",
            "Look at who deletes files on that volume."),
    UNREADABLE(
            "Verified",
            Unknown,
            "Unreadable",
            "What is staged could not be read again; the message has cluster and code. Does not count for Ready.",
            "Act by the code, then give the annotation a new value."),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "InUse",
            "The deletion waits for those whom the message names.",
            "Delete or edit the users.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    CacheFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("ModelCache", condition, status, reason, meaning, action);
    }

    private static final Set<String> OF_PACE =
            Stream.of(STALLED, THROTTLED, SLOW, WAITING_FOR_OTHERS)
                    .map(CacheFinding::reason)
                    .collect(Collectors.toUnmodifiableSet());

    /** Whether a reason tells how a hydration gets on, which measurements and time decide. */
    static boolean isPace(String reason) {
        return OF_PACE.contains(reason);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
