package dev.aquifer.gateway;

import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;

/** Takes the route's prefix off the path and puts the backend's own in its place. */
final class BehindThePrefix implements ProxyInterceptor {
    private static final String BACKENDS = "backends";

    private final RouteTable routes;

    BehindThePrefix(RouteTable routes) {
        this.routes = routes;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        var request = context.request();
        var incoming = request.proxiedRequest();
        var match = routes.match(incoming.path());
        var backends = match.map(RouteTable.Match::inTurn).orElse(List.of());
        context.set(BACKENDS, backends);
        if (match.isPresent() && !backends.isEmpty()) {
            var first = backends.getFirst();
            var query = incoming.query() == null ? "" : "?" + incoming.query();
            request.setURI(first.getRawPath() + match.get().rest() + query);
            request.setAuthority(HostAndPort.create(first.getHost(), first.getPort()));
        }
        return context.sendRequest();
    }

    @SuppressWarnings("unchecked") // put there above
    static List<URI> backends(ProxyContext context) {
        return context.get(BACKENDS, List.class);
    }
}
