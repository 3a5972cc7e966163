package dev.aquifer.sandbox.cluster.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What an API server asks a node for: {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}, over TLS
 * with a client certificate. Every answer ends its connection, so that a client who hangs up while
 * nothing is written is noticed.
 */
final class KubeletServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KubeletServer.class.getName());
    private static final int HEADER_TIMEOUT_MILLIS = 10_000;
    private static final int LONGEST_REQUEST = 64 * 1024;

    private final @Nullable SSLServerSocket socket;
    private final Pods pods;
    private final Clock clock;

    private KubeletServer(@Nullable SSLServerSocket socket, Pods pods, Clock clock) {
        this.socket = socket;
        this.pods = pods;
        this.clock = clock;
    }

    /** The pods of this node. */
    interface Pods {
        Optional<PodWorker> find(String namespace, String name);
    }

    /** Opens the port; requests are answered once {@link #start} was called. */
    static KubeletServer open(NodeSettings settings, Pods pods, Clock clock) throws IOException {
        var authority = settings.kubeletClientCa();
        if (authority == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "settings name no kubeletClientCa: logs are not served");
            return new KubeletServer(null, pods, clock);
        }
        var context = ServingCertificate.context(settings.nodeFolder(), authority);
        var socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(
                                        settings.port(), 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        return new KubeletServer(socket, pods, clock);
    }

    int port() {
        return socket == null ? 0 : socket.getLocalPort();
    }

    void start() {
        if (socket != null) {
            Thread.ofVirtual().name("log-endpoint").start(() -> accept(socket));
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var connection = (SSLSocket) server.accept();
                Thread.ofVirtual().name("log-request").start(() -> serve(connection));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "log endpoint: " + e);
                }
            }
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            connection.setSoTimeout(HEADER_TIMEOUT_MILLIS);
            var target = target(connection);
            if (target != null) {
                answer(connection, target);
            }
        } catch (IOException | RuntimeException e) { // one request's trouble ends with that request
            LOG.log(System.Logger.Level.DEBUG, "log request: " + e);
        }
    }

    private static @Nullable URI target(SSLSocket connection) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.ISO_8859_1));
        var request = in.readLine();
        var length = 0;
        for (var line = request; line != null && !line.isEmpty(); line = in.readLine()) {
            length += line.length();
            if (length > LONGEST_REQUEST) {
                return null;
            }
        }
        var parts = request == null ? new String[0] : request.split(" ");
        if (parts.length != 3 || !parts[0].equals("GET")) {
            refuse(
                    connection.getOutputStream(),
                    "405 Method Not Allowed",
                    "only GET is answered here");
            return null;
        }
        return URI.create(parts[1]);
    }

    private void answer(SSLSocket connection, URI target) throws IOException {
        var out = connection.getOutputStream();
        var path = target.getPath().split("/");
        if (path.length != 5 || !path[1].equals("containerLogs")) {
            refuse(out, "404 Not Found", "404 page not found");
            return;
        }
        LogQuery query;
        try {
            query = LogQuery.parse(target.getRawQuery(), clock);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            refuse(out, "400 Bad Request", "cannot read the query: " + e.getMessage());
            return;
        }
        var pod = pods.find(path[2], path[3]).orElse(null);
        var container = pod == null ? null : pod.container(path[4]).orElse(null);
        if (pod == null || container == null) {
            refuse(
                    out,
                    "404 Not Found",
                    pod == null
                            ? "pod \"%s/%s\" is not on this node".formatted(path[2], path[3])
                            : "container %s not found in pod %s_%s"
                                    .formatted(path[4], path[3], path[2]));
            return;
        }
        var attempt = container.loggedRun(query.previous()).orElse(null);
        if (attempt == null) {
            refuse(out, "400 Bad Request", container.whyNoLog(path[3], query.previous()));
            return;
        }
        out.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        var chunks = new ChunkedOutput(out);
        new LogStream(
                        attempt,
                        query.previous() ? new LogTimes(attempt, clock) : container.times(attempt),
                        query,
                        listener(connection))
                .send(chunks);
        chunks.finish();
    }

    /** Whether the client is still there: one that hangs up ends its side of the connection. */
    private static java.util.function.BooleanSupplier listener(SSLSocket connection)
            throws IOException {
        connection.setSoTimeout(0);
        var gone = new java.util.concurrent.atomic.AtomicBoolean();
        Thread.ofVirtual()
                .name("log-listener")
                .start(
                        () -> {
                            try {
                                while (connection.getInputStream().read() >= 0) {
                                    // nothing is expected of it
                                }
                            } catch (IOException e) {
                                LOG.log(System.Logger.Level.TRACE, "hung up", e);
                            }
                            gone.set(true);
                        });
        return () -> !gone.get();
    }

    private static void refuse(OutputStream out, String status, String message) throws IOException {
        var body = message.getBytes(StandardCharsets.UTF_8);
        out.write(
                ("HTTP/1.1 "
                                + status
                                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                                + body.length
                                + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the log endpoint", e);
        }
    }
}
