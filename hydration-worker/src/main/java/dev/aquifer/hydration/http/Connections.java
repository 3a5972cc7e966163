package dev.aquifer.hydration.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every open connection, so that one clock can end those that are idle for too long and a stop can
 * end all of them.
 */
public final class Connections {

    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    void opened(HttpConnection connection) {
        open.add(connection);
        if (stopped) {
            connection.close();
        }
    }

    void closed(HttpConnection connection) {
        open.remove(connection);
    }

    /** Ends what waits for its peer for longer than it may; called a few times a second. */
    public void expire(long nowNanos) {
        open.forEach(connection -> connection.expire(nowNanos));
    }

    /** Ends all, now and from now on. */
    public void stop() {
        stopped = true;
        open.forEach(HttpConnection::close);
    }

    /** Whether it was told to stop. */
    public boolean stopped() {
        return stopped;
    }
}
