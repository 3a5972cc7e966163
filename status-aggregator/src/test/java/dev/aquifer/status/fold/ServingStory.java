package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.Story.at;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.Backend;
import dev.aquifer.events.DeploymentEvent.DeploymentSupported;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.ReplicaScheduled;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.ModelServiceSpec;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import java.util.Map;

/** Facts of clusters that are wanted, of a deployment on them, and of a service in front of it. */
public final class ServingStory {
    public static final ResourceRef DEPLOYMENT = ResourceRef.parse("ModelDeployment/ml-team/chat");
    public static final ResourceRef REPLICA = ResourceRef.parse("ModelReplica/ml-team/chat-1");
    public static final ResourceRef SERVICE = ResourceRef.parse("ModelService/ml-team/chat");
    public static final ResourceRef GATEWAY =
            ResourceRef.clusterScoped("InferenceGateway", "default");

    private static final Subject DEPLOYED = new Subject(DEPLOYMENT, new Uid("deployment-1"), 1);
    private static final Subject SERVED = new Subject(SERVICE, new Uid("service-1"), 1);
    private static final String NAME = "chat-1";

    private ServingStory() {}

    private static <S> S spec(Class<S> type, String json) {
        try {
            return EventCodec.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    public static ClusterRequested clusterRequested(ClusterName name, long second) {
        var spec =
                spec(
                        InferenceClusterSpec.class,
                        """
                        {"cluster": {"source": "Existing", "existing": {"secretRef": {"name": "s"}}},
                         "nodePools": [{"name": "gpu", "className": "one-gpu", "nodeCount": 2}]}
                        """);
        return new ClusterRequested(Story.cluster(name), Metadata.NONE, spec, at(second));
    }

    public static ClusterStorageReady storage(ClusterName name, long second) {
        return new ClusterStorageReady(Story.cluster(name), List.of("shared"), at(second));
    }

    public static ClusterUnreachable unreachable(ClusterName name, long second) {
        return new ClusterUnreachable(
                Story.cluster(name), "connection refused", at(second - 20), at(second));
    }

    public static ClusterProvisioning waitingForClasses(ClusterName name, long second) {
        return new ClusterProvisioning(
                Story.cluster(name), "WaitingForClasses", "no class one-gpu", at(second));
    }

    public static HydrationWaiting waiting(ClusterName name, String reason, long second) {
        return new HydrationWaiting(Story.cache(1), name, 0, reason, "something", at(second));
    }

    public static HydrationRequested hydrationRequested(ClusterName name, long second) {
        return new HydrationRequested(Story.cache(1), name, 1, at(second));
    }

    public static HydrationProgressed progressed(
            ClusterName name, String activity, long bytes, long second) {
        return new HydrationProgressed(
                Story.cache(1), name, 1, activity, bytes, 100L << 30, 0, 3, 0, at(second));
    }

    public static DeploymentRequested deploymentRequested(long second) {
        var spec =
                spec(
                        ModelDeploymentSpec.class,
                        """
                        {"replicas": 1, "workers": {"topology": {"tensor": 1, "pipeline": 2}},
                         "caches": [{"name": "qwen"}]}
                        """);
        return new DeploymentRequested(DEPLOYED, Metadata.NONE, spec, at(second));
    }

    public static DeploymentSupported deploymentSupported(long second) {
        return new DeploymentSupported(DEPLOYED, at(second));
    }

    public static PlacementDecided placed(ClusterName name, long second) {
        return new PlacementDecided(
                DEPLOYED, 1, List.of(name), "ReplicasCreated", "ok", List.of(), at(second));
    }

    public static PlacementDecided notPlaced(
            String reason, String gate, ClusterName name, long second) {
        var exclusion = new Exclusion(name, gate, "not here");
        return new PlacementDecided(
                DEPLOYED, 1, List.of(), reason, "0 of 1", List.of(exclusion), at(second));
    }

    public static ReplicaScheduled scheduled(ClusterName name, long second) {
        return new ReplicaScheduled(DEPLOYED, NAME, name, 1, 2, 1, at(second));
    }

    public static ResourceDeclared replicaDeclared(long second) {
        return new ResourceDeclared(
                DEPLOYED,
                "ModelReplica",
                NAME,
                Map.of(),
                JsonNodeFactory.instance.objectNode(),
                at(second));
    }

    public static GangStarting starting(ClusterName name, String reason, long second) {
        var pod =
                new PodState(
                        "chat-1-0", "u", 0, "node-1", null, "Pending", false, 0, "CrashLoop", "");
        return new GangStarting(
                DEPLOYED, NAME, name, 1, reason, "not yet", List.of(pod), at(second));
    }

    public static GangReady gangReady(ClusterName name, long second) {
        return new GangReady(DEPLOYED, NAME, name, 1, List.of(), at(second));
    }

    public static EndpointReady endpointReady(long second) {
        return new EndpointReady(
                DEPLOYED, NAME, "http://127.0.0.1:8000", List.of("chat"), at(second));
    }

    public static ServiceRequested serviceRequested(long second) {
        var spec =
                spec(
                        ModelServiceSpec.class,
                        """
                        {"endpoints": [{"selector": {"matchLabels": {"modelplane.ai/deployment": "chat"}}}]}
                        """);
        return new ServiceRequested(SERVED, Metadata.NONE, spec, at(second));
    }

    public static ServiceRouted routed(int matched, int ready, long second) {
        var backends =
                ready == 0 ? List.<Backend>of() : List.of(new Backend(NAME, "http://127.0.0.1"));
        return new ServiceRouted(
                SERVED,
                "http://gateway/ml-team/chat",
                "/ml-team/chat",
                backends,
                matched,
                at(second));
    }

    public static ServiceRouted unrouted(long second) {
        return new ServiceRouted(SERVED, null, "/ml-team/chat", List.of(), 1, at(second));
    }

    public static GatewayRequested gatewayRequested(long second) {
        return new GatewayRequested(
                new Subject(GATEWAY, new Uid("gateway-1"), 1),
                Metadata.NONE,
                spec(InferenceGatewaySpec.class, "{\"backend\": \"Aquifer\"}"),
                at(second));
    }

    public static GatewayReady gatewayReady(long second) {
        return new GatewayReady(
                new Subject(GATEWAY, new Uid("gateway-1"), 1), "http://gateway", at(second));
    }
}
