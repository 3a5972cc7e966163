package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.DesiredEvent.Requested;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind a service: the gateway, and whoever has or will have its endpoints. */
final class RoutingCauses {
    private static final ResourceRef GATEWAY =
            ResourceRef.clusterScoped("InferenceGateway", "default");
    private static final String DEPLOYMENT = "modelplane.ai/deployment";

    /** Known only once a replica is placed, so it is not held against a selector. */
    private static final String CLUSTER = "modelplane.ai/cluster";

    private final Fleet fleet;

    RoutingCauses(Fleet fleet) {
        this.fleet = fleet;
    }

    List<Place> behindService(ResourceRef service) {
        var found = fleet.view(service);
        if (found.isEmpty()) {
            return List.of();
        }
        var view = found.get();
        var places = new ArrayList<Place>();
        var route = view.current(ServiceRouted.class).map(Envelope::event);
        if (route.filter(r -> r.address() == null).isPresent()) {
            places.add(
                    fleet.status(GATEWAY).isPresent()
                            ? new Place.Of(GATEWAY)
                            : new Place.Missing(GATEWAY));
        }
        view.wanted(ServiceRequested.class)
                .ifPresent(
                        wanted ->
                                fleet.resources().stream()
                                        .filter(r -> r.namespace().equals(service.namespace()))
                                        .filter(r -> isSelected(wanted, r))
                                        .sorted()
                                        .forEach(r -> places.add(new Place.Of(r))));
        return places;
    }

    private boolean isSelected(ServiceRequested service, ResourceRef candidate) {
        return fleet.view(candidate)
                .flatMap(view -> view.wanted(Requested.class))
                .flatMap(RoutingCauses::labelsOfEndpoints)
                .filter(
                        labels ->
                                service.spec().endpoints().stream()
                                        .map(e -> new HashMap<>(e.selector().matchLabels()))
                                        .peek(wanted -> wanted.remove(CLUSTER))
                                        .anyMatch(labels::matches))
                .isPresent();
    }

    /** The labels of the endpoints that it is, or will have. */
    private static Optional<Metadata> labelsOfEndpoints(Requested requested) {
        return switch (requested) {
            case EndpointRequested endpoint -> Optional.of(endpoint.metadata());
            case DeploymentRequested deployment -> {
                Map<String, String> labels = new HashMap<>(deployment.metadata().labels());
                labels.put(DEPLOYMENT, deployment.subject().resource().name());
                yield Optional.of(new Metadata(labels, Map.of()));
            }
            default -> Optional.empty();
        };
    }
}
