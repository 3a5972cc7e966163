package dev.aquifer.bridge.bus;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.bridge.domain.DesiredStep.Converted;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClassRequested;
import dev.aquifer.events.DesiredEvent.ClassWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.DesiredEvent.EndpointWithdrawn;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.DesiredEvent.GatewayWithdrawn;
import dev.aquifer.events.DesiredEvent.Requested;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.DesiredEvent.ServiceWithdrawn;
import dev.aquifer.events.DesiredEvent.Withdrawn;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.spec.InferenceClassSpec;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.ModelEndpointSpec;
import dev.aquifer.events.spec.ModelServiceSpec;
import dev.aquifer.events.wire.Decoded;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.LedgerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Objects of the control API as events, and the specs of events as JSON. */
public final class DesiredEvents {
    private static final EventCodec CODEC = new EventCodec();
    private static final EventMeta ANY =
            new EventMeta("-", "-", Instant.EPOCH, "-", null, 0, List.of(), null);

    private DesiredEvents() {}

    /** What the object says, for readers of the bus. Throws when its spec has no such form. */
    public static Requested requested(Resource resource, Instant since) {
        var subject = new Subject(resource.ref(), resource.uid(), resource.generation());
        var metadata = new Metadata(resource.labels(), resource.meaningfulAnnotations());
        return requested(kind(resource.ref().kind()), subject, metadata, resource.spec(), since);
    }

    private static Requested requested(
            Kind kind, Subject subject, Metadata metadata, Map<String, Object> spec, Instant at) {
        return switch (kind) {
            case INFERENCE_CLASS ->
                    new ClassRequested(subject, metadata, read(spec, InferenceClassSpec.class), at);
            case INFERENCE_CLUSTER ->
                    new ClusterRequested(
                            subject, metadata, read(spec, InferenceClusterSpec.class), at);
            case INFERENCE_GATEWAY ->
                    new GatewayRequested(
                            subject, metadata, read(spec, InferenceGatewaySpec.class), at);
            case MODEL_CACHE ->
                    new CacheRequested(subject, metadata, read(spec, ModelCacheSpec.class), at);
            case MODEL_DEPLOYMENT ->
                    new DeploymentRequested(
                            subject, metadata, read(spec, ModelDeploymentSpec.class), at);
            case MODEL_SERVICE ->
                    new ServiceRequested(subject, metadata, read(spec, ModelServiceSpec.class), at);
            case MODEL_ENDPOINT ->
                    new EndpointRequested(
                            subject, metadata, read(spec, ModelEndpointSpec.class), at);
            case MODEL_REPLICA -> throw new IllegalArgumentException("replicas are only declared");
        };
    }

    /** That this life of the name ends. */
    public static Withdrawn withdrawn(Subject subject, Instant since) {
        return switch (kind(subject.resource().kind())) {
            case INFERENCE_CLASS -> new ClassWithdrawn(subject, since);
            case INFERENCE_CLUSTER -> new ClusterWithdrawn(subject, since);
            case INFERENCE_GATEWAY -> new GatewayWithdrawn(subject, since);
            case MODEL_CACHE -> new CacheWithdrawn(subject, since);
            case MODEL_DEPLOYMENT -> new DeploymentWithdrawn(subject, since);
            case MODEL_SERVICE -> new ServiceWithdrawn(subject, since);
            case MODEL_ENDPOINT -> new EndpointWithdrawn(subject, since);
            case MODEL_REPLICA -> throw new IllegalArgumentException("replicas are only declared");
        };
    }

    /** Whether readers of the bus would understand the object, and what they would read. */
    public static Converted convert(Resource resource) {
        try {
            var event = requested(resource, Instant.EPOCH);
            var wire = CODEC.encode(Topic.DESIRED, new Envelope<>(ANY, event));
            var value = wire.value().getBytes(StandardCharsets.UTF_8);
            if (value.length > LedgerSettings.MOST_RECORD_BYTES) {
                return Converted.refused("it is larger than a record on the bus may be");
            }
            return switch (CODEC.decode(wire.key(), wire.headers(), value)) {
                case Decoded.Known _ -> Converted.as(Fingerprint.of(event));
                case Decoded.Undecodable(var reason) -> Converted.refused(reason);
                case Decoded other -> Converted.refused(other.toString());
            };
        } catch (IllegalArgumentException e) { // Jackson's, and those of the records themselves
            return Converted.refused(reason(e));
        }
    }

    private static String reason(IllegalArgumentException e) {
        return e.getCause() instanceof JsonMappingException cause
                ? "spec" + path(cause) + " does not fit"
                : "spec does not fit";
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            path.append(
                    step.getFieldName() == null
                            ? "[" + step.getIndex() + "]"
                            : "." + step.getFieldName());
        }
        return path.toString();
    }

    /** The spec as JSON, of a request from the bus. */
    public static Map<String, Object> tree(Object spec) {
        return Fingerprint.tree(EventCodec.JSON.<JsonNode>valueToTree(spec));
    }

    /** The spec of any event that wants something. */
    public static Object spec(Requested requested) {
        return switch (requested) {
            case ClassRequested event -> event.spec();
            case ClusterRequested event -> event.spec();
            case GatewayRequested event -> event.spec();
            case CacheRequested event -> event.spec();
            case DeploymentRequested event -> event.spec();
            case ServiceRequested event -> event.spec();
            case EndpointRequested event -> event.spec();
        };
    }

    private static <T> T read(Map<String, Object> spec, Class<T> type) {
        return EventCodec.JSON.convertValue(spec, type);
    }

    private static Kind kind(String name) {
        return Kind.named(name)
                .orElseThrow(() -> new IllegalArgumentException(name + " is not ours"));
    }
}
