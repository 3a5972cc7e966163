package dev.aquifer.gateway;

import dev.aquifer.events.DeploymentEvent.Backend;
import dev.aquifer.events.DeploymentEvent.Endpoint;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.DeploymentEvent.ServiceRemoved;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.Event;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Which path leads where. Services are under {@code /namespace/name}; each endpoint is also under
 * {@code /-/endpoints/namespace/name}, by which it is asked for its models before anything routes
 * to it. A replica's endpoint goes before one of the same name that somebody made by hand.
 */
final class RouteTable {
    private static final String ENDPOINTS = "/-/endpoints/";

    /** Kept apart, so that nobody can take over by hand what a deployment declares. */
    private static final String BY_HAND = "/-/by-hand/";

    private static final String MADE = "ModelEndpoint";

    private final Map<String, Route> byPrefix = new ConcurrentHashMap<>();
    private final Map<String, String> prefixByKey = new ConcurrentHashMap<>();

    /** The backends of a prefix, and whose turn it is. */
    private record Route(List<URI> backends, AtomicInteger turn) {
        List<URI> inTurn() {
            int size = backends.size();
            int first = size == 0 ? 0 : Math.floorMod(turn.getAndIncrement(), size);
            return IntStream.range(0, size)
                    .mapToObj(i -> backends.get((first + i) % size))
                    .toList();
        }
    }

    /**
     * Where a path leads.
     *
     * @param rest of the path behind the prefix, with its slash
     * @param single whether it is the route of one endpoint
     */
    record Match(Route route, String rest, boolean single) {
        /** Whether anything is ready. */
        boolean ready() {
            return !route.backends().isEmpty();
        }

        /** The backends in the order in which to try them: each request begins with another. */
        List<URI> inTurn() {
            return route.inTurn();
        }
    }

    /** Folds what was heard. */
    void on(List<Received> batch) {
        for (var received : batch) {
            switch (received) {
                case Fact fact -> take(fact.event());
                case Gone gone -> drop(gone.key());
            }
        }
    }

    private void take(Event event) {
        switch (event) {
            case ServiceRouted route -> put(route, route.path(), route.backends());
            case ServiceRemoved removed ->
                    byPrefix.remove(
                            "/"
                                    + removed.subject().resource().namespace()
                                    + "/"
                                    + removed.subject().resource().name());
            case Endpoint endpoint -> {
                var resource = endpoint.subject().resource();
                put(
                        endpoint,
                        (resource.kind().equals(MADE) ? BY_HAND : ENDPOINTS)
                                + (resource.namespace() + "/" + endpoint.replica()),
                        switch (endpoint) {
                            case EndpointPublished e -> List.of(new Backend(e.replica(), e.url()));
                            case EndpointReady e -> List.of(new Backend(e.replica(), e.url()));
                            case EndpointWithdrawn e -> List.of();
                        });
            }
            default -> {} // not about routes
        }
    }

    private void put(Event event, String prefix, List<Backend> backends) {
        prefixByKey.put(event.slot().toString(), prefix);
        byPrefix.compute(
                prefix,
                (p, known) ->
                        new Route(
                                backends.stream().flatMap(b -> address(b).stream()).toList(),
                                known == null ? new AtomicInteger() : known.turn()));
    }

    /** One address that cannot be read must not stop the reading of all others. */
    private static Optional<URI> address(Backend backend) {
        try {
            return Optional.of(new URI(backend.url())).filter(uri -> uri.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private void drop(String key) {
        var prefix = prefixByKey.remove(key);
        if (prefix != null) {
            byPrefix.remove(prefix);
        }
    }

    /** The route of a path; empty when no service has it. */
    Optional<Match> match(String path) {
        boolean single = path.startsWith(ENDPOINTS);
        int parts = single ? 4 : 2;
        int end = 0;
        for (int i = 0; i < parts && end >= 0; i++) {
            end = path.indexOf('/', end + 1);
        }
        var prefix = end < 0 ? path : path.substring(0, end);
        var rest = end < 0 ? "/" : path.substring(end);
        return Optional.ofNullable(byPrefix.get(prefix))
                .or(() -> single ? byHand(prefix) : Optional.empty())
                .map(route -> new Match(route, rest, single));
    }

    private Optional<Route> byHand(String prefix) {
        return Optional.ofNullable(byPrefix.get(BY_HAND + prefix.substring(ENDPOINTS.length())));
    }

    /** The paths of services, sorted, for people. */
    List<String> services() {
        return byPrefix.keySet().stream().filter(p -> !p.startsWith("/-/")).sorted().toList();
    }
}
