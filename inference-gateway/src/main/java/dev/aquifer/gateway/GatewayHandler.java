package dev.aquifer.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyOptions;
import java.net.URI;
import java.util.function.BooleanSupplier;

/**
 * Sends a request to a ready backend of its route, the next one when one cannot be connected to.
 * Who hangs up here is hung up there. What cannot be sent is answered as the OpenAI API does.
 */
final class GatewayHandler implements Handler<HttpServerRequest> {
    private static final int CONNECT_MILLIS = 2000;

    /**
     * The status of a service shows its address by the same fact by which we know it, and may be
     * the faster one: what we do not know is looked for so often, before it is not there.
     */
    private static final int LOOKS = 20;

    private static final int LOOK_MILLIS = 50;

    private final Vertx vertx;
    private final RouteTable routes;
    private final Reach reach;
    private final BooleanSupplier complete;
    private final HttpClient client;
    private final HttpProxy proxy;

    GatewayHandler(Vertx vertx, RouteTable routes, Reach reach, BooleanSupplier complete) {
        this.vertx = vertx;
        this.routes = routes;
        this.reach = reach;
        this.complete = complete;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_MILLIS)
                                .setMaxPoolSize(256)
                                .setKeepAliveTimeout(30));
        this.proxy =
                HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                        .origin(this::connect)
                        .addInterceptor(new BehindThePrefix(routes));
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.path().equals("/")) {
            var list = new JsonArray(routes.services());
            answer(request.response(), 200, new JsonObject().put("services", list));
        } else {
            request.pause();
            send(request, LOOKS);
        }
    }

    private void send(HttpServerRequest request, int looksLeft) {
        if (request.response().closed()) {
            return; // Nobody waits any more.
        }
        // In this order: what became complete in between is looked at once more.
        boolean allRead = complete.getAsBoolean();
        var match = routes.match(request.path());
        if (match.isEmpty() && allRead && looksLeft > 0) {
            vertx.setTimer(LOOK_MILLIS, _ -> send(request, looksLeft - 1));
            return;
        }
        request.resume();
        if (match.isEmpty() && !allRead) {
            request.response().putHeader("Retry-After", "1");
            refuse(
                    request.response(),
                    503,
                    "service_unavailable",
                    "the gateway is still reading its routes");
        } else if (match.isEmpty()) {
            refuse(
                    request.response(),
                    404,
                    "invalid_request_error",
                    "there is no ModelService at " + request.path());
        } else if (!match.get().ready()) {
            request.response().putHeader("Retry-After", "2");
            refuse(
                    request.response(),
                    503,
                    "service_unavailable",
                    "no endpoint of the ModelService is ready");
        } else {
            proxy.handle(request);
        }
    }

    /** Connects to the first backend that can be connected to; nothing of the request is sent. */
    private Future<HttpClientRequest> connect(ProxyContext context) {
        var attempt = Future.<HttpClientRequest>failedFuture("no endpoint is ready any more");
        for (var backend : BehindThePrefix.backends(context)) {
            attempt =
                    attempt.recover(
                            failed -> {
                                BehindThePrefix.addressTo(backend, context);
                                return reach.of(backend)
                                        .map(address -> options(backend).setServer(address))
                                        .compose(client::request)
                                        .onSuccess(
                                                _ -> BehindThePrefix.connected(backend, context));
                            });
        }
        return attempt.onSuccess(origin -> hangUpTogether(context, origin));
    }

    /** A generation that nobody reads any more is to stop. */
    private static void hangUpTogether(ProxyContext context, HttpClientRequest origin) {
        context.request()
                .proxiedRequest()
                .response()
                .closeHandler(
                        closed -> {
                            boolean _ = origin.reset();
                        });
    }

    private static RequestOptions options(URI backend) {
        return new RequestOptions()
                .setHost(backend.getHost())
                .setPort(Reach.portOf(backend))
                .setSsl(Reach.isTls(backend));
    }

    private static void refuse(
            HttpServerResponse response, int status, String type, String message) {
        answer(response, status, error(type, message));
    }

    /** As the OpenAI API tells of errors. */
    static JsonObject error(String type, String message) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type)
                                .putNull("param")
                                .putNull("code"));
    }

    private static void answer(HttpServerResponse response, int status, JsonObject body) {
        var _ =
                response.setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(body.encode());
    }
}
