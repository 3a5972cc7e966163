package dev.aquifer.cluster.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The network between a service and a cluster: it can be cut, go silent, and is listened to. */
public final class Wire implements AutoCloseable {
    private final URI target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean cut;
    private volatile boolean silent;

    /** A wire to that server. */
    public Wire(String server) {
        try {
            this.target = URI.create(server);
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where its near end is. */
    public String server() {
        return "https://127.0.0.1:" + listener.getLocalPort();
    }

    /** How many bytes went towards the cluster so far. */
    public long sent() {
        return sent.get();
    }

    /** Nobody answers there any more. */
    public void cut() {
        cut = true;
        open.forEach(Wire::closeQuietly);
    }

    /** Connections stay, and nothing moves: the worst of networks. */
    public void silence() {
        silent = true;
    }

    /** All is well again; what was lost stays lost. */
    public void mend() {
        open.forEach(Wire::closeQuietly);
        cut = false;
        silent = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                if (cut) {
                    near.close();
                    continue;
                }
                var far = new Socket(target.getHost(), target.getPort());
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> pump(near, far, sent));
                Thread.ofVirtual().start(() -> pump(far, near, new AtomicLong()));
            } catch (IOException e) {
                // One connection less.
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicLong counter) {
        var buffer = new byte[16384];
        try {
            for (var n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                if (!silent) {
                    counter.addAndGet(n);
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // Cut on one side: the other follows.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed, then.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Wire::closeQuietly);
    }
}
