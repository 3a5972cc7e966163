package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.tls.Identity;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Where clients connect. One in a held place can be shut for a while, and is the same afterwards.
 */
final class Door {
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Vertx vertx;
    private final HttpServerOptions options;
    private final Handler<HttpServerRequest> handler;
    private final Place place;
    private final int port;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private Optional<HttpServer> server;

    private Door(
            Vertx vertx,
            HttpServerOptions options,
            Handler<HttpServerRequest> handler,
            Place place) {
        this.vertx = vertx;
        this.options = options;
        this.handler = handler;
        this.place = place;
        HttpServer first = listen();
        this.server = Optional.of(first);
        this.port = first.actualPort();
    }

    static Door open(
            Vertx vertx, Identity identity, Place place, Handler<HttpServerRequest> handler) {
        var options =
                new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(place.port())
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setMaxFormAttributeSize(0)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertValue(Buffer.buffer(identity.certificate()))
                                        .addKeyValue(Buffer.buffer(identity.key())));
        return new Door(vertx, options, handler, place);
    }

    private HttpServer listen() {
        HttpServer listening =
                vertx.createHttpServer(options)
                        .connectionHandler(this::entered)
                        .requestHandler(handler);
        listening.listen().toCompletionStage().toCompletableFuture().join();
        return listening;
    }

    private void entered(HttpConnection connection) {
        connections.add(connection);
        connection.closeHandler(_ -> connections.remove(connection));
    }

    int port() {
        return port;
    }

    /** Breaks all connections and refuses new ones, from the return of this on. */
    synchronized void shut() {
        if (!place.isHeld()) {
            throw new IllegalStateException("somebody else might take port " + port + " meanwhile");
        }
        close();
        awaitRefusal();
    }

    /** Takes connections again. */
    synchronized void reopen() {
        if (server.isEmpty()) {
            server = Optional.of(listen());
        }
    }

    /** For good. */
    synchronized void leave() {
        close();
        place.close();
    }

    /** Breaks all connections, and those that come while it does. */
    private void close() {
        if (server.isEmpty()) {
            return;
        }
        CompletableFuture<Void> closed =
                server.get().close().toCompletionStage().toCompletableFuture();
        // HTTP/2 would be polite for half a minute
        connections.forEach(HttpConnection::close);
        closed.join();
        server = Optional.empty();
    }

    /** The system lets go of a listening port only when its selector looks again. */
    private void awaitRefusal() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (accepts()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("port " + port + " cannot be shut");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean accepts() {
        try (var visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return visitor.isConnected();
        } catch (IOException _) {
            return false;
        }
    }
}
