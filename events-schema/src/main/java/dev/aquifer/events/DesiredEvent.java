package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.aquifer.events.spec.InferenceClassSpec;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.ModelEndpointSpec;
import dev.aquifer.events.spec.ModelServiceSpec;
import java.time.Instant;

/**
 * What users want. On {@link Topic#DESIRED} as admitted by the control API, with uid; on {@link
 * Topic#REQUESTS} as other systems ask for it, without. {@code since} is when the control API saw
 * the edit (the creation for generation 1), or the deletion.
 */
public sealed interface DesiredEvent extends Event {

    @Override
    @JsonIgnore
    default Slot slot() {
        return Slot.of(subject().resource());
    }

    /** A resource exists and this is its spec. */
    sealed interface Requested extends DesiredEvent {
        /** Labels and the annotations that mean something to us. */
        Metadata metadata();
    }

    /** A resource is being deleted; its owner removes what it made and answers with Removed. */
    sealed interface Withdrawn extends DesiredEvent {}

    /** A hardware class is wanted. */
    @EventType("aquifer.class.ClassRequested.v1")
    record ClassRequested(
            Subject subject, Metadata metadata, InferenceClassSpec spec, Instant since)
            implements Requested {}

    /** A hardware class is being deleted. */
    @EventType("aquifer.class.ClassWithdrawn.v1")
    record ClassWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /** A workload cluster is wanted: adopted or provisioned. */
    @EventType("aquifer.cluster.ClusterRequested.v1")
    record ClusterRequested(
            Subject subject, Metadata metadata, InferenceClusterSpec spec, Instant since)
            implements Requested {}

    /** A workload cluster is being given up. */
    @EventType("aquifer.cluster.ClusterWithdrawn.v1")
    record ClusterWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /** A gateway in front of all services is wanted. */
    @EventType("aquifer.gateway.GatewayRequested.v1")
    record GatewayRequested(
            Subject subject, Metadata metadata, InferenceGatewaySpec spec, Instant since)
            implements Requested {}

    /** The gateway is being deleted. */
    @EventType("aquifer.gateway.GatewayWithdrawn.v1")
    record GatewayWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /** An artifact is wanted on clusters. */
    @EventType("aquifer.cache.CacheRequested.v1")
    record CacheRequested(Subject subject, Metadata metadata, ModelCacheSpec spec, Instant since)
            implements Requested {}

    /** An artifact is not wanted any more. */
    @EventType("aquifer.cache.CacheWithdrawn.v1")
    record CacheWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /**
     * Another system asks that what is staged of a cache be read again and compared. On {@link
     * Topic#REQUESTS} alone: it becomes the annotation {@code aquifer.dev/verify} of the resource,
     * whose value is the source and the id of this event.
     */
    @EventType("aquifer.cache.CacheVerificationRequested.v1")
    record CacheVerificationRequested(Subject subject, Instant since) implements DesiredEvent {}

    /** A model is to be served by so many replicas. */
    @EventType("aquifer.deployment.DeploymentRequested.v1")
    record DeploymentRequested(
            Subject subject, Metadata metadata, ModelDeploymentSpec spec, Instant since)
            implements Requested {}

    /** A deployment is being deleted. */
    @EventType("aquifer.deployment.DeploymentWithdrawn.v1")
    record DeploymentWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /** One address in front of endpoints is wanted. */
    @EventType("aquifer.service.ServiceRequested.v1")
    record ServiceRequested(
            Subject subject, Metadata metadata, ModelServiceSpec spec, Instant since)
            implements Requested {}

    /** A service is being deleted. */
    @EventType("aquifer.service.ServiceWithdrawn.v1")
    record ServiceWithdrawn(Subject subject, Instant since) implements Withdrawn {}

    /** An endpoint made by hand, for example of an external provider. */
    @EventType("aquifer.endpoint.EndpointRequested.v1")
    record EndpointRequested(
            Subject subject, Metadata metadata, ModelEndpointSpec spec, Instant since)
            implements Requested {}

    /** An endpoint made by hand is being deleted. */
    @EventType("aquifer.endpoint.EndpointWithdrawn.v1")
    record EndpointWithdrawn(Subject subject, Instant since) implements Withdrawn {}
}
