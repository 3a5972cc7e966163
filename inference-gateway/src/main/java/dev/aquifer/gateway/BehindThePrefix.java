package dev.aquifer.gateway;

import dev.aquifer.gateway.Reach.OutOfReach;
import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;

/**
 * Takes the route's prefix off the path and puts the backend's own in its place. Whoever asks a
 * single endpoint is told which address answered: a route may be older than what the asker knows.
 */
final class BehindThePrefix implements ProxyInterceptor {
    /** On answers of a single endpoint, never on those that the gateway gives itself. */
    static final String ANSWERED_BY = "Aquifer-Answered-By";

    private static final String SINGLE = "single";
    private static final String CONNECTED = "connected";
    private static final String BACKENDS = "backends";
    private static final String REST = "rest";

    private final RouteTable routes;

    BehindThePrefix(RouteTable routes) {
        this.routes = routes;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        var match = routes.match(context.request().proxiedRequest().path());
        var backends = match.map(RouteTable.Match::inTurn).orElse(List.of());
        context.set(BACKENDS, backends);
        context.set(REST, match.map(RouteTable.Match::rest).orElse("/"));
        context.set(SINGLE, match.filter(RouteTable.Match::single).isPresent());
        return context.sendRequest()
                .onSuccess(response -> signed(context, response))
                .recover(failed -> answered(context, failed));
    }

    private static void signed(ProxyContext context, ProxyResponse response) {
        response.headers().remove(ANSWERED_BY);
        var backend = context.get(CONNECTED, URI.class);
        if (backend != null && isSingle(context)) {
            response.putHeader(ANSWERED_BY, backend.toString());
        }
    }

    private static boolean isSingle(ProxyContext context) {
        return Boolean.TRUE.equals(context.get(SINGLE, Boolean.class));
    }

    /** No backend could be connected to. */
    private static Future<ProxyResponse> answered(ProxyContext context, Throwable failed) {
        var why =
                failed instanceof OutOfReach out
                        ? out.getMessage()
                        : isSingle(context)
                                ? "the endpoint cannot be connected to"
                                : "no endpoint of the ModelService can be connected to";
        var error = GatewayHandler.error("bad_gateway", why);
        return Future.succeededFuture(
                context.request()
                        .release()
                        .response()
                        .setStatusCode(502)
                        .putHeader("Content-Type", "application/json")
                        .setBody(Body.body(error.toBuffer())));
    }

    /** The request as this backend is to get it. */
    static void addressTo(URI backend, ProxyContext context) {
        var request = context.request();
        var query = request.proxiedRequest().query();
        request.setURI(
                backend.getRawPath()
                        + context.get(REST, String.class)
                        + (query == null ? "" : "?" + query));
        request.setAuthority(HostAndPort.create(backend.getHost(), backend.getPort()));
    }

    /** That backend gets the request. */
    static void connected(URI backend, ProxyContext context) {
        context.set(CONNECTED, backend);
    }

    @SuppressWarnings("unchecked") // put there above
    static List<URI> backends(ProxyContext context) {
        return context.get(BACKENDS, List.class);
    }
}
