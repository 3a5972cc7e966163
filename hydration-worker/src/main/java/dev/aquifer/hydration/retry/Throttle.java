package dev.aquifer.hydration.retry;

import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Origin;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many requests may be under way at once. Each success adds a little, each sign of throttling
 * halves it and holds all requests back for as long as the origin asked.
 */
public final class Throttle {

    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(200);

    private final int most;
    private final Duration patience;
    private final Stop stop;
    private final Reports reports;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private double limit;
    private int active;
    private long pausedUntil = System.nanoTime();
    private long throttledSince;
    private boolean throttled;
    private long count;

    /** Starts with as many requests as are ever allowed. */
    public Throttle(int most, Duration patience, Stop stop, Reports reports) {
        this.most = most;
        this.limit = most;
        this.patience = patience;
        this.stop = stop;
        this.reports = reports;
    }

    /** Waits for a turn. Each turn ends with {@code succeeded} or {@code failed}. */
    void acquire() {
        lock.lock();
        try {
            while (true) {
                stop.check();
                long wait = pausedUntil - System.nanoTime();
                if (wait <= 0 && active < Math.max(1, (int) limit)) {
                    active++;
                    return;
                }
                long nanos = wait > 0 ? Math.min(wait, LONGEST_NAP) : LONGEST_NAP;
                changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Requested();
        } finally {
            lock.unlock();
        }
    }

    boolean pausing() {
        lock.lock();
        try {
            return pausedUntil - System.nanoTime() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** How often the origin asked for patience. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        lock.lock();
        try {
            active--;
            throttled = false;
            limit = Math.min(most, limit + 1 / limit);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void failed() {
        lock.lock();
        try {
            active--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The origin asked for patience; fails when there was nothing else for too long.
     *
     * @param least the pause at any rate: an origin that says "after 0 seconds" means no less
     */
    void throttled(Origin origin, OriginTrouble trouble, Duration least) {
        Duration pause = longer(trouble.retryAfter().orElse(Duration.ZERO), least);
        lock.lock();
        try {
            long now = System.nanoTime();
            count++;
            if (!throttled) {
                throttled = true;
                throttledSince = now;
            }
            if (pause.compareTo(patience) > 0 || now - throttledSince > patience.toNanos()) {
                throw new HydrationFailed(
                        trouble.code(),
                        String.valueOf(trouble.getMessage()),
                        Map.of("retryAfterSeconds", pause.toSeconds()),
                        trouble);
            }
            if (now - pausedUntil >= 0) {
                limit = Math.max(1, limit / 2);
            }
            pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
            changed.signalAll();
            // Said in the order in which it is counted: what readers hear last is how it is.
            int streams = Math.max(1, (int) limit);
            reports.say(new Report.Throttled(origin.toString(), pause, streams, count));
        } finally {
            lock.unlock();
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
