package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;

/**
 * A door before an API server: whatever is asked through it is passed on as it is, and a {@link
 * Witness} sees it with its answer. It offers HTTP/1.1 only, and is of a certificate of its own.
 */
final class WatchedDoor implements AutoCloseable {
    private final InetSocketAddress server;
    private final Tls tls;
    private final SSLServerSocket socket;
    private final Witness witness = new Witness();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private WatchedDoor(InetSocketAddress server, Tls tls) throws IOException {
        this.server = server;
        this.tls = tls;
        this.socket =
                (SSLServerSocket)
                        tls.context()
                                .getServerSocketFactory()
                                .createServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    /**
     * Opens one.
     *
     * @param authority certificates that the API server's descends from
     * @param folder where the door's own certificate is put
     */
    static WatchedDoor before(int port, Path authority, Path folder) throws IOException {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var door = new WatchedDoor(server, Tls.in(folder, authority));
        Thread.ofVirtual().name("door").start(door::accept);
        return door;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** What clients have to trust. */
    Path certificate() {
        return tls.certificate();
    }

    Witness witness() {
        return witness;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().name("door-client").start(() -> serve(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    System.err.println("door: " + e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var behind =
                        tls.context()
                                .getSocketFactory()
                                .createSocket(server.getAddress(), server.getPort())) {
            open.add(client);
            open.add(behind);
            var fromClient = new BufferedInputStream(client.getInputStream());
            var toClient = new BufferedOutputStream(client.getOutputStream());
            var fromServer = new BufferedInputStream(behind.getInputStream());
            var toServer = new BufferedOutputStream(behind.getOutputStream());
            while (exchange(fromClient, toServer, fromServer, toClient)) {
                // The next request of the same client.
            }
        } catch (IOException hungUp) {
            // As between any two: who asked sees it.
            return;
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** One request and its answer; whether more may come. */
    private boolean exchange(
            InputStream fromClient,
            OutputStream toServer,
            InputStream fromServer,
            OutputStream toClient)
            throws IOException {
        var request = HttpHead.read(fromClient);
        if (request.isEmpty()) {
            return false;
        }
        request.get().write(toServer);
        request.get().copyBody(fromClient, toServer);
        var answer = answer(fromServer, toClient);
        if (answer.isEmpty()) {
            return false;
        }
        if (answer.get().status() == 403) {
            var why = new ByteArrayOutputStream();
            answer.get().copyBody(fromServer, why);
            witness.refused(request.get(), why.toString(UTF_8));
            answer.get().write(toClient);
            why.writeTo(toClient);
            toClient.flush();
            return true;
        }
        witness.saw(request.get(), answer.get().status());
        answer.get().write(toClient);
        if (answer.get().status() == 101) {
            toClient.flush();
            Thread.ofVirtual().start(() -> pump(fromClient, toServer));
            pump(fromServer, toClient);
            return false;
        }
        if (request.get().first().startsWith("HEAD ")) {
            toClient.flush();
        } else {
            answer.get().copyBody(fromServer, toClient);
        }
        return !answer.get().says("Connection", "close");
    }

    /** The answer proper; what comes before it is passed on. */
    private static Optional<HttpHead> answer(InputStream fromServer, OutputStream toClient)
            throws IOException {
        while (true) {
            var head = HttpHead.read(fromServer);
            if (head.isEmpty() || head.get().status() >= 200 || head.get().status() == 101) {
                return head;
            }
            head.get().write(toClient);
            toClient.flush();
        }
    }

    private static void pump(InputStream in, OutputStream out) {
        var buffer = new byte[8192];
        try {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                out.write(buffer, 0, got);
                out.flush();
            }
        } catch (IOException hungUp) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (var each : open) {
            each.close();
        }
    }
}
