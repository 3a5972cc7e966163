package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;

import dev.aquifer.events.Condition.Status;

/**
 * Everything a condition can say: the closed list of kinds, conditions, statuses and reasons. The
 * page {@code docs/status.md} is rendered from it.
 */
public enum Finding {
    CACHE_READY(
            "ModelCache",
            "Ready",
            True,
            "Ready",
            "The artifact is on every matched cluster, verified.",
            ""),
    CACHE_SOURCE_AVAILABLE(
            "ModelCache", "SourceImplemented", True, "Available", "The source can be fetched.", ""),
    CACHE_SOURCE_PENDING(
            "ModelCache",
            "SourceImplemented",
            False,
            "ImplementationPending",
            "The spec is valid, and this release does not carry it out yet.",
            "Use another source, or wait for a release that has it."),
    CACHE_MATCHED(
            "ModelCache",
            "ClustersMatched",
            True,
            "Matched",
            "The selector matches at least one cluster.",
            ""),
    CACHE_NO_CLUSTERS(
            "ModelCache",
            "ClustersMatched",
            False,
            "NoClusters",
            "No InferenceCluster has the labels that the selector asks for.",
            "Label a cluster, or change spec.clusterSelector."),
    CACHE_STAGED(
            "ModelCache",
            "ArtifactReady",
            True,
            "Staged",
            "Every matched cluster holds the complete, verified artifact.",
            ""),
    CACHE_BYOPVC(
            "ModelCache",
            "ArtifactReady",
            True,
            "BYOPVC",
            "Claims that users brought were adopted on every matched cluster.",
            ""),
    CACHE_HYDRATING(
            "ModelCache",
            "ArtifactReady",
            False,
            "Hydrating",
            "Workers are fetching; no cluster is done.",
            "Look at status.clusters for progress."),
    CACHE_PARTIAL(
            "ModelCache",
            "ArtifactReady",
            False,
            "Partial",
            "Some clusters are done, others are not yet.",
            "Look at status.clusters for progress."),
    CACHE_WAITING(
            "ModelCache",
            "ArtifactReady",
            False,
            "Pending",
            "Nothing is fetched yet because something is missing; the message says what.",
            "Make what the message names."),
    CACHE_FAILED(
            "ModelCache",
            "ArtifactReady",
            False,
            "Failed",
            "An attempt failed on at least one cluster; the message has phase and code.",
            "Act by the code; status.clusters has the time of the next attempt, if there is one."),
    CACHE_NOTHING_MATCHED(
            "ModelCache",
            "ArtifactReady",
            False,
            "NoClusters",
            "There is no cluster to stage to.",
            "Label a cluster, or change spec.clusterSelector."),
    CACHE_NOT_STAGED(
            "ModelCache",
            "ArtifactReady",
            False,
            "ImplementationPending",
            "The source is not carried out yet.",
            "Use another source."),
    CACHE_UNREACHABLE(
            "ModelCache",
            "ArtifactReady",
            Unknown,
            "ClusterUnreachable",
            "A matched cluster cannot be observed; the message says since when.",
            "Look at the InferenceCluster."),
    CACHE_DELETION_BLOCKED(
            "ModelCache",
            "DeletionBlocked",
            True,
            "InUse",
            "The deletion waits for those whom the message names.",
            "Delete or edit the users."),

    CLUSTER_READY("InferenceCluster", "Ready", True, "Ready", "The cluster can be used.", ""),
    CLUSTER_RUNNING(
            "InferenceCluster",
            "ClusterReady",
            True,
            "ClusterRunning",
            "The API server answers and the credentials work.",
            ""),
    CLUSTER_PROVISIONING(
            "InferenceCluster",
            "ClusterReady",
            False,
            "Provisioning",
            "The cluster is being taken up.",
            ""),
    CLUSTER_WAITING_FOR_CLASSES(
            "InferenceCluster",
            "ClusterReady",
            False,
            "WaitingForClasses",
            "Node pools name InferenceClasses that do not exist.",
            "Apply the classes, or change spec.nodePools."),
    CLUSTER_SECRET_MISSING(
            "InferenceCluster",
            "ClusterReady",
            False,
            "SecretMissing",
            "The Secret with the kubeconfig, or its key, does not exist in modelplane-system.",
            "Create it; it is picked up by itself."),
    CLUSTER_INVALID_KUBECONFIG(
            "InferenceCluster",
            "ClusterReady",
            False,
            "InvalidKubeconfig",
            "The kubeconfig cannot be used; the message names the field.",
            "Repair the Secret; it is picked up by itself."),
    CLUSTER_REFUSED(
            "InferenceCluster",
            "ClusterReady",
            False,
            "Forbidden",
            "The cluster refuses the credentials or a right is missing.",
            "Repair the Secret, or grant the right that the message names."),
    CLUSTER_INVALID_SPEC(
            "InferenceCluster",
            "ClusterReady",
            False,
            "InvalidSpec",
            "The spec cannot be carried out; the message names the field.",
            "Repair the spec."),
    CLUSTER_PENDING(
            "InferenceCluster",
            "ClusterReady",
            False,
            "ImplementationPending",
            "The source of the cluster is not carried out yet by this release.",
            "Adopt the cluster with source Existing."),
    CLUSTER_UNREACHABLE(
            "InferenceCluster",
            "ClusterReady",
            Unknown,
            "ClusterUnreachable",
            "The API server does not answer. Nothing is deleted or moved because of it.",
            "Look at the network and at the cluster."),
    CLUSTER_SILENT(
            "InferenceCluster",
            "ClusterReady",
            Unknown,
            "ClusterSilent",
            "Nothing was heard of the cluster for 40 seconds, neither good nor bad: cluster-service itself may be away.",
            "Look at cluster-service."),
    CLUSTER_STORAGE_READY(
            "InferenceCluster",
            "StorageReady",
            True,
            "StorageAvailable",
            "The storage class that the spec names exists.",
            ""),
    CLUSTER_STORAGE_FAILED(
            "InferenceCluster",
            "StorageReady",
            False,
            "StorageUnavailable",
            "The storage class that the spec names does not exist.",
            "Create it, or change spec.storage.storageClassName."),
    CLUSTER_STORAGE_UNKNOWN(
            "InferenceCluster",
            "StorageReady",
            Unknown,
            "NotObserved",
            "The cluster was not looked at yet.",
            ""),
    CLUSTER_BACKEND_HEALTHY(
            "InferenceCluster",
            "BackendReady",
            True,
            "BackendHealthy",
            "LeaderWorkerSets can be made.",
            ""),
    CLUSTER_BACKEND_MISSING(
            "InferenceCluster",
            "BackendReady",
            False,
            "LeaderWorkerSetMissing",
            "Gangs of several nodes cannot be made; deployments on one node can. Not part of Ready.",
            "Install LeaderWorkerSet on the cluster."),
    CLUSTER_BACKEND_UNKNOWN(
            "InferenceCluster",
            "BackendReady",
            Unknown,
            "NotObserved",
            "The cluster was not looked at yet.",
            ""),
    CLUSTER_DELETION_BLOCKED(
            "InferenceCluster",
            "DeletionBlocked",
            True,
            "InUse",
            "The deletion waits for those whom the message names.",
            "Delete them, or let them finish."),

    CLASS_READY("InferenceClass", "Ready", True, "Ready", "Node pools can name the class.", ""),
    CLASS_ACCEPTED(
            "InferenceClass", "Accepted", True, "Available", "Node pools can name the class.", ""),
    CLASS_DELETION_BLOCKED(
            "InferenceClass",
            "DeletionBlocked",
            True,
            "InUse",
            "Node pools still name the class.",
            "Change or delete the clusters that the message names."),

    DEPLOYMENT_READY("ModelDeployment", "Ready", True, "Ready", "Every replica serves.", ""),
    DEPLOYMENT_IMPLEMENTED(
            "ModelDeployment",
            "SpecImplemented",
            True,
            "Available",
            "Everything in the spec is carried out.",
            ""),
    DEPLOYMENT_PENDING(
            "ModelDeployment",
            "SpecImplemented",
            False,
            "ImplementationPending",
            "The spec is valid, and this release does not carry it out yet.",
            "The message names the field and what to write instead."),
    DEPLOYMENT_SCHEDULED(
            "ModelDeployment",
            "ReplicasScheduled",
            True,
            "ReplicasCreated",
            "Every wanted replica has a cluster.",
            ""),
    DEPLOYMENT_NO_CLUSTERS(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "NoClusters",
            "No InferenceCluster has the labels that the selector asks for.",
            "Label a cluster, or change spec.clusterSelector."),
    DEPLOYMENT_CLUSTERS_NOT_READY(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "ClustersNotReady",
            "None of the matched clusters answers yet.",
            "Look at the InferenceClusters."),
    DEPLOYMENT_INSUFFICIENT(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "InsufficientCapacity",
            "No matched cluster has the GPUs; the message says what each has.",
            "Ask for fewer GPUs, free some, or add nodes."),
    DEPLOYMENT_SHORT(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "PartiallyScheduled",
            "Fewer replicas have a cluster than are wanted.",
            "Add clusters or capacity, or lower spec.replicas."),
    DEPLOYMENT_CACHE_NOT_FOUND(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "CacheNotFound",
            "The cache that the spec names does not exist in this namespace.",
            "Apply the ModelCache; the deployment goes on by itself."),
    DEPLOYMENT_CACHE_NOT_READY(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "CacheNotReady",
            "No cluster that fits holds the cache yet.",
            "Look at the ModelCache."),
    DEPLOYMENT_CACHE_REFUSED(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "CacheUseRefused",
            "The cache cannot be mounted; the message says why.",
            "Look at the ModelCache."),
    DEPLOYMENT_NOT_SCHEDULED(
            "ModelDeployment",
            "ReplicasScheduled",
            False,
            "ImplementationPending",
            "The spec is not carried out yet.",
            "See SpecImplemented."),
    DEPLOYMENT_GANGS_READY(
            "ModelDeployment",
            "GangReady",
            True,
            "AllPodsReady",
            "All pods of all replicas are Ready and their engines answer.",
            ""),
    DEPLOYMENT_GANGS_STARTING(
            "ModelDeployment",
            "GangReady",
            False,
            "GangStarting",
            "A gang is not ready; the message names the pod and what it waits for.",
            "Look at the ModelReplica."),
    DEPLOYMENT_GANG_LOST(
            "ModelDeployment",
            "GangReady",
            False,
            "GangLost",
            "A gang that was ready lost a pod; it is being restarted.",
            "Look at the ModelReplica."),
    DEPLOYMENT_NO_GANG(
            "ModelDeployment",
            "GangReady",
            False,
            "NoReplicasScheduled",
            "There is no replica.",
            "See ReplicasScheduled."),
    DEPLOYMENT_GANG_UNKNOWN(
            "ModelDeployment",
            "GangReady",
            Unknown,
            "ClusterUnreachable",
            "A replica's cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    DEPLOYMENT_SERVING(
            "ModelDeployment",
            "ReplicasReady",
            True,
            "AllReplicasReady",
            "Every replica answered a request through its address.",
            ""),
    DEPLOYMENT_STARTING(
            "ModelDeployment",
            "ReplicasReady",
            False,
            "ModelStarting",
            "Some replicas did not answer a request yet.",
            "See GangReady."),
    DEPLOYMENT_NO_REPLICAS(
            "ModelDeployment",
            "ReplicasReady",
            False,
            "NoReplicasScheduled",
            "There is no replica.",
            "See ReplicasScheduled."),
    DEPLOYMENT_UNKNOWN(
            "ModelDeployment",
            "ReplicasReady",
            Unknown,
            "ClusterUnreachable",
            "A replica's cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    DEPLOYMENT_DELETION_BLOCKED(
            "ModelDeployment",
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait; look at the clusters if it lasts."),

    REPLICA_READY("ModelReplica", "Ready", True, "Ready", "The replica serves.", ""),
    REPLICA_ACCEPTED(
            "ModelReplica",
            "ModelAccepted",
            True,
            "Accepted",
            "The cluster took the objects of the replica.",
            ""),
    REPLICA_DEPLOYING(
            "ModelReplica",
            "ModelAccepted",
            False,
            "Deploying",
            "The objects of the replica are on their way to the cluster.",
            ""),
    REPLICA_REJECTED(
            "ModelReplica",
            "ModelAccepted",
            False,
            "Rejected",
            "The cluster refused an object; the message has its words.",
            "Repair the spec, or the cluster."),
    REPLICA_GANG_READY(
            "ModelReplica",
            "GangReady",
            True,
            "AllPodsReady",
            "All pods are Ready and the engine answers.",
            ""),
    REPLICA_GANG_STARTING(
            "ModelReplica",
            "GangReady",
            False,
            "GangStarting",
            "The message names the pod and what it waits for.",
            "kubectl logs and describe of the pod on its cluster."),
    REPLICA_GANG_LOST(
            "ModelReplica",
            "GangReady",
            False,
            "GangLost",
            "The gang was ready and lost a pod; it is being restarted.",
            "kubectl logs and describe of the pod on its cluster."),
    REPLICA_GANG_UNKNOWN(
            "ModelReplica",
            "GangReady",
            Unknown,
            "ClusterUnreachable",
            "The cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),
    REPLICA_SERVING(
            "ModelReplica",
            "ModelReady",
            True,
            "Serving",
            "The engine answered a request through its address.",
            ""),
    REPLICA_STARTING(
            "ModelReplica",
            "ModelReady",
            False,
            "ModelStarting",
            "No request was answered yet.",
            "See GangReady."),
    REPLICA_UNKNOWN(
            "ModelReplica",
            "ModelReady",
            Unknown,
            "ClusterUnreachable",
            "The cluster cannot be observed. What runs there goes on.",
            "Look at the InferenceCluster."),

    ENDPOINT_READY("ModelEndpoint", "Ready", True, "Ready", "Requests can be sent here.", ""),
    ENDPOINT_CONFIGURED(
            "ModelEndpoint",
            "RoutingReady",
            True,
            "BackendConfigured",
            "Services that select the endpoint send requests here.",
            ""),
    ENDPOINT_INVALID(
            "ModelEndpoint",
            "RoutingReady",
            False,
            "InvalidURL",
            "spec.url cannot be used; the message says why.",
            "Repair spec.url."),
    ENDPOINT_WAITING(
            "ModelEndpoint",
            "RoutingReady",
            False,
            "WaitingForBackend",
            "The replica behind the endpoint does not serve.",
            "Look at the ModelReplica of the same name."),
    ENDPOINT_DELETION_BLOCKED(
            "ModelEndpoint",
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait."),

    SERVICE_READY("ModelService", "Ready", True, "Ready", "status.address answers.", ""),
    SERVICE_RESOLVED(
            "ModelService",
            "EndpointsResolved",
            True,
            "Resolved",
            "The selectors match endpoints.",
            ""),
    SERVICE_NO_ENDPOINTS(
            "ModelService",
            "EndpointsResolved",
            False,
            "NoEndpoints",
            "No ModelEndpoint in this namespace has the labels that spec.endpoints asks for.",
            "Label an endpoint, or change the selectors."),
    SERVICE_ROUTED(
            "ModelService",
            "RoutingReady",
            True,
            "RouteConfigured",
            "The gateway sends requests to at least one ready endpoint.",
            ""),
    SERVICE_NOT_READY(
            "ModelService",
            "RoutingReady",
            False,
            "NoReadyEndpoints",
            "No matched endpoint is ready: the address answers 503 until one is.",
            "Look at the ModelDeployment behind it."),
    SERVICE_NO_GATEWAY(
            "ModelService",
            "RoutingReady",
            False,
            "WaitingForGateway",
            "There is no InferenceGateway that is ready.",
            "Apply the InferenceGateway default, or look at its status."),
    SERVICE_DELETION_BLOCKED(
            "ModelService",
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait."),

    GATEWAY_READY("InferenceGateway", "Ready", True, "Ready", "The gateway answers.", ""),
    GATEWAY_IMPLEMENTED(
            "InferenceGateway",
            "BackendImplemented",
            True,
            "Available",
            "The backend is carried out.",
            ""),
    GATEWAY_PENDING(
            "InferenceGateway",
            "BackendImplemented",
            False,
            "ImplementationPending",
            "The backend is valid, and this release does not carry it out yet.",
            "Use the backend Aquifer."),
    GATEWAY_HEALTHY(
            "InferenceGateway",
            "ControllerReady",
            True,
            "ControllerHealthy",
            "The gateway answers under status.address.",
            ""),
    GATEWAY_UNREACHABLE(
            "InferenceGateway",
            "ControllerReady",
            False,
            "Unreachable",
            "The gateway does not answer.",
            "Look at inference-gateway."),
    GATEWAY_NOT_DEFAULT(
            "InferenceGateway",
            "ControllerReady",
            False,
            "NameNotDefault",
            "Only the InferenceGateway called default is used.",
            "Rename it to default."),
    GATEWAY_NOT_INSTALLED(
            "InferenceGateway",
            "ControllerReady",
            False,
            "ImplementationPending",
            "The backend is not carried out yet.",
            "Use the backend Aquifer."),
    GATEWAY_DELETION_BLOCKED(
            "InferenceGateway",
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait.");

    /** Ready, while a condition that counts is not True: it takes that one's reason and message. */
    static final String ROLL_UP = "Ready";

    private final String kind;
    private final String condition;
    private final Status status;
    private final String reason;
    private final String meaning;
    private final String action;

    Finding(
            String kind,
            String condition,
            Status status,
            String reason,
            String meaning,
            String action) {
        this.kind = kind;
        this.condition = condition;
        this.status = status;
        this.reason = reason;
        this.meaning = meaning;
        this.action = action;
    }

    /** The kind of resource. */
    public String kind() {
        return kind;
    }

    /** Type of the condition. */
    public String condition() {
        return condition;
    }

    /** What the condition is then. */
    public Status status() {
        return status;
    }

    /** Reason of the condition. */
    public String reason() {
        return reason;
    }

    /** What it means, for the documentation. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it; empty when nothing needs doing. */
    public String action() {
        return action;
    }
}
