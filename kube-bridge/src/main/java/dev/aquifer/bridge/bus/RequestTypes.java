package dev.aquifer.bridge.bus;

import static dev.aquifer.events.wire.EventCatalogue.typeOf;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheVerificationRequested;
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
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.DesiredEvent.ServiceWithdrawn;
import java.util.Map;
import java.util.Optional;

/** Which kind a request is about, by its type. */
final class RequestTypes {
    private static final Map<String, Kind> WANTING =
            Map.of(
                    typeOf(ClassRequested.class), Kind.INFERENCE_CLASS,
                    typeOf(ClusterRequested.class), Kind.INFERENCE_CLUSTER,
                    typeOf(GatewayRequested.class), Kind.INFERENCE_GATEWAY,
                    typeOf(CacheRequested.class), Kind.MODEL_CACHE,
                    typeOf(DeploymentRequested.class), Kind.MODEL_DEPLOYMENT,
                    typeOf(ServiceRequested.class), Kind.MODEL_SERVICE,
                    typeOf(EndpointRequested.class), Kind.MODEL_ENDPOINT);

    private static final Map<String, Kind> WITHDRAWING =
            Map.of(
                    typeOf(ClassWithdrawn.class), Kind.INFERENCE_CLASS,
                    typeOf(ClusterWithdrawn.class), Kind.INFERENCE_CLUSTER,
                    typeOf(GatewayWithdrawn.class), Kind.INFERENCE_GATEWAY,
                    typeOf(CacheWithdrawn.class), Kind.MODEL_CACHE,
                    typeOf(DeploymentWithdrawn.class), Kind.MODEL_DEPLOYMENT,
                    typeOf(ServiceWithdrawn.class), Kind.MODEL_SERVICE,
                    typeOf(EndpointWithdrawn.class), Kind.MODEL_ENDPOINT);

    private static final Map<String, Kind> VERIFYING =
            Map.of(typeOf(CacheVerificationRequested.class), Kind.MODEL_CACHE);

    private RequestTypes() {}

    /** The kind that such a request wants; empty when it wants none. */
    static Optional<Kind> wanting(String type) {
        return Optional.ofNullable(WANTING.get(type));
    }

    /** The kind that such a request wants no more; empty when it is no such request. */
    static Optional<Kind> withdrawing(String type) {
        return Optional.ofNullable(WITHDRAWING.get(type));
    }

    /** The kind of which such a request wants what is staged to be read again; else empty. */
    static Optional<Kind> verifying(String type) {
        return Optional.ofNullable(VERIFYING.get(type));
    }
}
