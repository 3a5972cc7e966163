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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The port that clients connect to. It can be shut for a while, and is the same afterwards. */
final class Door {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final HttpServerOptions options;
    private final Handler<HttpServerRequest> handler;
    private final int port;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private Optional<Socket> placeholder = Optional.empty();

    private Door(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        this.vertx = vertx;
        this.options = options;
        this.handler = handler;
        this.server = listen();
        this.port = server.actualPort();
    }

    static Door open(Vertx vertx, Identity identity, int port, Handler<HttpServerRequest> handler) {
        var options =
                new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(port)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setMaxFormAttributeSize(0)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertValue(Buffer.buffer(identity.certificate()))
                                        .addKeyValue(Buffer.buffer(identity.key())));
        return new Door(vertx, options, handler);
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

    /** Breaks all connections, and those that come while it does. */
    private void close() {
        CompletableFuture<Void> closed = server.close().toCompletionStage().toCompletableFuture();
        // HTTP/2 would be polite for half a minute
        connections.forEach(HttpConnection::close);
        closed.join();
    }

    /** Breaks all connections and refuses new ones. */
    synchronized void shut() {
        if (placeholder.isPresent()) {
            return;
        }
        close();
        try {
            // bound and not listening: connections are refused, and nobody else gets the port
            var socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            placeholder = Optional.of(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes connections again. */
    synchronized void reopen() {
        if (placeholder.isEmpty()) {
            return;
        }
        options.setPort(port);
        server = listen();
        leavePlace();
    }

    /** For good. */
    synchronized void leave() {
        if (placeholder.isEmpty()) {
            close();
        }
        leavePlace();
    }

    private void leavePlace() {
        try {
            if (placeholder.isPresent()) {
                placeholder.get().close();
            }
            placeholder = Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
