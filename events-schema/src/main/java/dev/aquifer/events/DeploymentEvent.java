package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.spec.Workers;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts of serving. The subject is a ModelDeployment, unless the event says a ModelService, a
 * ModelEndpoint or an InferenceGateway.
 */
public sealed interface DeploymentEvent extends Event {

    /** A part of the spec that is admitted but not carried out yet. */
    @EventType("aquifer.deployment.DeploymentUnimplemented.v1")
    record DeploymentUnimplemented(Subject subject, String feature, String message, Instant since)
            implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "support");
        }
    }

    /** Everything in the spec is carried out. */
    @EventType("aquifer.deployment.DeploymentSupported.v1")
    record DeploymentSupported(Subject subject, Instant since) implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "support");
        }
    }

    /**
     * A revision exists: fully resolved, never changed again.
     *
     * @param revision counts from 1 within the uid
     * @param workers as they will be rendered, nothing left to defaults
     * @param caches names of the caches to mount, in the deployment's namespace
     */
    @EventType("aquifer.deployment.RevisionCreated.v1")
    record RevisionCreated(
            Subject subject, long revision, Workers workers, List<String> caches, Instant since)
            implements DeploymentEvent {
        public RevisionCreated {
            caches = List.copyOf(caches);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "revision", Long.toString(revision));
        }
    }

    /** The revision that new replicas get. */
    @EventType("aquifer.deployment.RevisionActivated.v1")
    record RevisionActivated(Subject subject, long revision, Instant since)
            implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "active-revision");
        }
    }

    /** Whether a deployment wants to mount a cache on a cluster. */
    sealed interface CacheUse extends DeploymentEvent {
        /** The ModelCache. */
        ResourceRef cache();

        /** Where. */
        ClusterName cluster();

        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "cache-use", cluster().value(), cache().name());
        }
    }

    /** Asks cache-service for the use of a cache; the request stands until released. */
    @EventType("aquifer.deployment.CacheUseRequested.v1")
    record CacheUseRequested(Subject subject, ResourceRef cache, ClusterName cluster, Instant since)
            implements CacheUse {}

    /** The cache is not mounted any more: said after the Work is removed. */
    @EventType("aquifer.deployment.CacheUseReleased.v1")
    record CacheUseReleased(Subject subject, ResourceRef cache, ClusterName cluster, Instant since)
            implements CacheUse {}

    /**
     * Where replicas are placed, and if fewer than wanted, why.
     *
     * @param wanted replicas of the spec
     * @param placed clusters that hold one, sorted
     * @param reason of the condition ReplicasScheduled: ReplicasCreated when all are placed, else
     *     NoClusters, ClustersNotReady, InsufficientCapacity, CacheNotFound, CacheNotReady,
     *     PartiallyScheduled
     * @param message which and what to do
     * @param excluded every cluster that was looked at and not taken, with the gate that closed
     */
    @EventType("aquifer.deployment.PlacementDecided.v1")
    record PlacementDecided(
            Subject subject,
            int wanted,
            List<ClusterName> placed,
            String reason,
            String message,
            List<Exclusion> excluded,
            Instant since)
            implements DeploymentEvent {
        public PlacementDecided {
            placed = placed.stream().sorted().toList();
            excluded = List.copyOf(excluded);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "placement");
        }
    }

    /**
     * Why a cluster was not taken.
     *
     * @param gate for example Capacity, Cache, Unreachable, Gpus
     */
    record Exclusion(ClusterName cluster, String gate, String message) {}

    /** Facts of one replica. */
    sealed interface OfReplica extends DeploymentEvent {
        /** Name of the ModelReplica. */
        String replica();
    }

    /**
     * A replica has its cluster and its share of it.
     *
     * @param pods of the gang
     * @param gpusPerPod that each takes
     */
    @EventType("aquifer.deployment.ReplicaScheduled.v1")
    record ReplicaScheduled(
            Subject subject,
            String replica,
            ClusterName cluster,
            long revision,
            int pods,
            int gpusPerPod,
            Instant since)
            implements OfReplica {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "replica", replica, "schedule");
        }
    }

    /** How the pods of a replica are. */
    sealed interface Gang extends OfReplica {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "replica", replica(), "gang");
        }
    }

    /**
     * The gang is not ready yet.
     *
     * @param reason for example WaitingForCacheUse, Applying, Unschedulable, PodsStarting,
     *     EngineStarting, Rejected, CrashLooping
     * @param message names the pod and what it waits for
     */
    @EventType("aquifer.deployment.GangStarting.v1")
    record GangStarting(
            Subject subject,
            String replica,
            ClusterName cluster,
            long revision,
            String reason,
            String message,
            List<PodState> pods,
            Instant since)
            implements Gang {
        public GangStarting {
            pods = List.copyOf(pods);
        }
    }

    /** All pods are Ready and the leader's engine answers. */
    @EventType("aquifer.deployment.GangReady.v1")
    record GangReady(
            Subject subject,
            String replica,
            ClusterName cluster,
            long revision,
            List<PodState> pods,
            Instant since)
            implements Gang {
        public GangReady {
            pods = List.copyOf(pods);
        }
    }

    /** A gang that was ready is not any more; its endpoint is withdrawn. */
    @EventType("aquifer.deployment.GangLost.v1")
    record GangLost(
            Subject subject,
            String replica,
            ClusterName cluster,
            long revision,
            String reason,
            String message,
            List<PodState> pods,
            Instant since)
            implements Gang {
        public GangLost {
            pods = List.copyOf(pods);
        }
    }

    /**
     * Whether a replica is reachable under its address. Also said of a ModelEndpoint that somebody
     * made by hand: then that is the subject, and {@code replica} is its name.
     */
    sealed interface Endpoint extends OfReplica {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "replica", replica(), "endpoint");
        }
    }

    /**
     * There is an address, but no request went through it yet, or none goes through it any more.
     *
     * @param url of the engine's API, without a trailing slash, for example http://10.0.0.7:8000
     * @param message what asking it showed, for people; nothing when it was not asked yet
     */
    @EventType("aquifer.deployment.EndpointPublished.v1")
    record EndpointPublished(
            Subject subject, String replica, String url, @Nullable String message, Instant since)
            implements Endpoint {
        /** One that was not asked yet. */
        public EndpointPublished(Subject subject, String replica, String url, Instant since) {
            this(subject, replica, url, null, since);
        }
    }

    /**
     * The engine answered through its route.
     *
     * @param models names the engine listed
     */
    @EventType("aquifer.deployment.EndpointReady.v1")
    record EndpointReady(
            Subject subject, String replica, String url, List<String> models, Instant since)
            implements Endpoint {
        public EndpointReady {
            models = List.copyOf(models);
        }
    }

    /** Nothing is to be sent to the replica. */
    @EventType("aquifer.deployment.EndpointWithdrawn.v1")
    record EndpointWithdrawn(Subject subject, String replica, String reason, Instant since)
            implements Endpoint {}

    /**
     * A resource that kube-bridge makes for people to see, owned by the subject.
     *
     * @param kind ModelReplica or ModelEndpoint
     * @param name in the namespace of the subject
     * @param spec as the kind's schema says
     */
    @EventType("aquifer.deployment.ResourceDeclared.v1")
    record ResourceDeclared(
            Subject subject,
            String kind,
            String name,
            Map<String, String> labels,
            JsonNode spec,
            Instant since)
            implements DeploymentEvent {
        public ResourceDeclared {
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "declared", kind, name);
        }
    }

    /** A declared resource is to go. */
    @EventType("aquifer.deployment.ResourceUndeclared.v1")
    record ResourceUndeclared(Subject subject, String kind, String name, Instant since)
            implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "declared", kind, name);
        }
    }

    /**
     * The route of a ModelService (the subject). The route table of inference-gateway is made of
     * these.
     *
     * @param address for users: a complete URL; null while there is no gateway
     * @param path prefix of the route on the gateway: {@code /namespace/name}
     * @param backends ready endpoints; none means 503
     * @param matched endpoints that the selectors match, ready or not
     */
    @EventType("aquifer.service.ServiceRouted.v1")
    record ServiceRouted(
            Subject subject,
            @Nullable String address,
            String path,
            List<Backend> backends,
            int matched,
            Instant since)
            implements DeploymentEvent {
        public ServiceRouted {
            backends = List.copyOf(backends);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "route");
        }
    }

    /**
     * Where a route leads.
     *
     * @param endpoint name of the ModelEndpoint
     * @param url of the engine's API root; the part of the request's path behind the prefix is
     *     appended
     */
    record Backend(String endpoint, String url) {}

    /** The address of a ModelEndpoint (the subject) can be used. */
    @EventType("aquifer.endpoint.EndpointAccepted.v1")
    record EndpointAccepted(Subject subject, String url, Instant since) implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "acceptance");
        }
    }

    /** The address of a ModelEndpoint (the subject) cannot be used. */
    @EventType("aquifer.endpoint.EndpointRefused.v1")
    record EndpointRefused(Subject subject, String reason, String message, Instant since)
            implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "acceptance");
        }
    }

    /** The InferenceGateway (the subject) answers under this address. */
    @EventType("aquifer.gateway.GatewayReady.v1")
    record GatewayReady(Subject subject, String address, Instant since) implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "readiness");
        }
    }

    /**
     * The InferenceGateway (the subject) cannot be used.
     *
     * @param reason for example Unreachable, ImplementationPending, NameNotDefault
     */
    @EventType("aquifer.gateway.GatewayUnavailable.v1")
    record GatewayUnavailable(Subject subject, String reason, String message, Instant since)
            implements DeploymentEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "readiness");
        }
    }

    /** How far a deletion is. */
    sealed interface Deletion extends DeploymentEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "deletion");
        }
    }

    /** The deletion of a deployment waits for clusters to remove gangs, which are named. */
    @EventType("aquifer.deployment.DeploymentDeletionBlocked.v1")
    record DeploymentDeletionBlocked(Subject subject, List<String> blockers, Instant since)
            implements Deletion {
        public DeploymentDeletionBlocked {
            blockers = List.copyOf(blockers);
        }
    }

    /** Nothing of the deployment exists any more. */
    @EventType("aquifer.deployment.DeploymentRemoved.v1")
    record DeploymentRemoved(Subject subject, Instant since) implements Deletion {}

    /** The route of the service is gone. */
    @EventType("aquifer.service.ServiceRemoved.v1")
    record ServiceRemoved(Subject subject, Instant since) implements Deletion {}

    /** The endpoint is gone from all routes. */
    @EventType("aquifer.endpoint.EndpointRemoved.v1")
    record EndpointRemoved(Subject subject, Instant since) implements Deletion {}

    /** The gateway is not used any more. */
    @EventType("aquifer.gateway.GatewayRemoved.v1")
    record GatewayRemoved(Subject subject, Instant since) implements Deletion {}
}
