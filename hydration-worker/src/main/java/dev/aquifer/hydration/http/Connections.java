package dev.aquifer.hydration.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every open connection, so that one clock can end those that are idle for too long and a stop can
 * end all of them; and what they found out about their origins.
 */
public final class Connections {

    /** Links may lead to more of them than are worth remembering. */
    private static final int MOST_ORIGINS = 100;

    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<Origin, Long> quickest = new ConcurrentHashMap<>();
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

    void answered(Origin origin, long nanos) {
        if (quickest.size() < MOST_ORIGINS || quickest.containsKey(origin)) {
            quickest.merge(origin, nanos, Math::min);
        }
    }

    Duration quickest(Origin origin) {
        return Duration.ofNanos(quickest.getOrDefault(origin, Long.MAX_VALUE));
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
