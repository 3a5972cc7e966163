package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Query;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.tls.Credentials;
import dev.aquifer.embeddedkubernetes.tls.Identity;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The connections. Event loops only move bytes; whatever an answer takes is done on virtual
 * threads.
 */
final class ApiServer implements AutoCloseable {
    private static final int LARGEST_BODY = 3 << 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final ObjectStore store;
    private final Router router;
    private final KubeletClient kubelets;
    private final ExecutorService worker =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());

    private ApiServer(ObjectStore store, Router router, Credentials credentials, int port) {
        Identity identity = credentials.server();
        this.store = store;
        this.router = router;
        var noFiles =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(2)
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(2)
                                .setFileSystemOptions(noFiles));
        this.kubelets = new KubeletClient(vertx, credentials.kubeletClient());
        this.server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setHost("127.0.0.1")
                                .setPort(port)
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setMaxFormAttributeSize(0)
                                .setKeyCertOptions(
                                        new PemKeyCertOptions()
                                                .addCertValue(Buffer.buffer(identity.certificate()))
                                                .addKeyValue(Buffer.buffer(identity.key()))));
        server.requestHandler(this::receive);
    }

    static ApiServer start(ObjectStore store, Router router, Credentials credentials, int port) {
        var server = new ApiServer(store, router, credentials, port);
        server.server.listen().toCompletionStage().toCompletableFuture().join();
        return server;
    }

    int port() {
        return server.actualPort();
    }

    private void receive(HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        if ("websocket".equalsIgnoreCase(request.getHeader("upgrade"))) {
            request.pause();
            worker.execute(() -> answerSocket(context, request));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(
                part -> {
                    if (body.length() <= LARGEST_BODY) {
                        body.appendBuffer(part);
                    }
                });
        request.endHandler(_ -> worker.execute(() -> answer(context, request, body)));
    }

    private void answer(Context context, HttpServerRequest request, Buffer body) {
        Reply reply = body.length() > LARGEST_BODY ? tooLarge() : route(exchange(request, body));
        context.runOnContext(_ -> send(context, request, reply));
    }

    private void send(Context context, HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        switch (reply) {
            case Reply.Whole whole -> send(response, whole);
            case Reply.Events events -> {
                response.putHeader("Content-Type", "application/json").setChunked(true);
                response.write(Buffer.buffer());
                var watch =
                        new WatchConnection(
                                store, events.feed(), Sink.of(context, response), vertx, worker);
                response.closeHandler(_ -> watch.stop());
                response.exceptionHandler(_ -> watch.stop());
                watch.start();
            }
            case Reply.Logs logs ->
                    kubelets.pass(logs, response, refusal -> send(response, refusal));
        }
    }

    private static void send(HttpServerResponse response, Reply.Whole whole) {
        response.setStatusCode(whole.code())
                .putHeader("Content-Type", whole.mediaType())
                .putHeader("Cache-Control", "no-cache, private");
        whole.headers().forEach(response::putHeader);
        for (String warning : whole.warnings()) {
            String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
            response.headers().add("Warning", "299 - \"" + quoted + "\"");
        }
        response.end(whole.body());
    }

    private void answerSocket(Context context, HttpServerRequest request) {
        Reply reply = route(exchange(request, Buffer.buffer()));
        context.runOnContext(
                _ -> {
                    if (!(reply instanceof Reply.Events events)) {
                        request.resume();
                        send(context, request, reply);
                        return;
                    }
                    request.toWebSocket()
                            .onSuccess(
                                    socket -> {
                                        var sink = Sink.of(context, socket);
                                        var watch =
                                                new WatchConnection(
                                                        store, events.feed(), sink, vertx, worker);
                                        socket.closeHandler(_ -> watch.stop());
                                        socket.exceptionHandler(_ -> watch.stop());
                                        watch.start();
                                    });
                });
    }

    private Reply route(Exchange exchange) {
        try {
            return router.route(exchange);
        } catch (RuntimeException e) {
            System.err.println("internal error at " + exchange.method() + " " + exchange.path());
            e.printStackTrace();
            return Reply.json(
                    500,
                    Refusal.of(500, "InternalError", "Internal error occurred: " + e).status());
        }
    }

    private static Reply tooLarge() {
        return Reply.json(
                413,
                Refusal.of(
                                413,
                                "RequestEntityTooLarge",
                                "Request entity too large: limit is " + LARGEST_BODY)
                        .status());
    }

    private static Exchange exchange(HttpServerRequest request, Buffer body) {
        var query =
                request.params().entries().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        var headers = new HashMap<String, String>();
        request.headers()
                .forEach(
                        header ->
                                headers.merge(
                                        header.getKey().toLowerCase(Locale.ROOT),
                                        header.getValue(),
                                        (one, other) -> one + "," + other));
        return new Exchange(
                request.method().name(),
                request.path(),
                new Query(query),
                Map.copyOf(headers),
                body);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        worker.close();
    }
}
