package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Sends answers. Called on the context of the request. */
record Responder(ObjectStore store, KubeletClient kubelets, Vertx vertx, Executor worker) {

    /** As a response. */
    void send(
            Context context, HttpServerRequest request, Reply reply, UnaryOperator<Sink> between) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        switch (reply) {
            case Reply.Whole whole -> send(response, whole);
            case Reply.Events events -> {
                response.putHeader("Content-Type", "application/json").setChunked(true);
                response.write(Buffer.buffer());
                Sink sink = between.apply(Sink.of(context, response));
                WatchConnection watch = watch(events, sink);
                Runnable gone = gone(watch, sink);
                response.closeHandler(_ -> gone.run());
                response.exceptionHandler(_ -> gone.run());
                watch.start();
            }
            case Reply.Logs logs ->
                    kubelets.pass(logs, response, refusal -> send(response, refusal));
        }
    }

    /** As messages of a web socket. */
    void sendToSocket(
            Context context,
            HttpServerRequest request,
            Reply.Events events,
            UnaryOperator<Sink> between) {
        request.toWebSocket()
                .onSuccess(
                        socket -> {
                            Sink sink =
                                    between.apply(Sink.of(context, socket, request.connection()));
                            WatchConnection watch = watch(events, sink);
                            Runnable gone = gone(watch, sink);
                            socket.closeHandler(_ -> gone.run());
                            socket.exceptionHandler(_ -> gone.run());
                            watch.start();
                        });
    }

    private WatchConnection watch(Reply.Events events, Sink sink) {
        return new WatchConnection(store, events.feed(), sink, vertx, worker);
    }

    private static Runnable gone(WatchConnection watch, Sink sink) {
        return () -> {
            watch.stop();
            sink.closed();
        };
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
}
