package dev.aquifer.hydration;

import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.report.Activity;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.transfer.Meter;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All that happens by time: what the worker is at, from the first moment to the last, and the end
 * of connections that are idle for too long. Who hears nothing takes the worker for stalled.
 */
final class Ticker implements Closeable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OFTEN = TimeUnit.SECONDS.toNanos(1);

    private final Connections connections;
    private final Meter meter;
    private final Patience patience;
    private final Reports reports;
    private final Clock clock;
    private final long seldom;
    private final Thread thread;
    private volatile @Nullable Activity activity = Activity.PLANNING;
    private volatile @Nullable String pinned;
    private volatile boolean closed;
    private long lastReport = System.nanoTime();
    private long lastStall;
    private long reportedBytes;
    private long reportedFetched;

    Ticker(
            Connections connections,
            Meter meter,
            Patience patience,
            Reports reports,
            Environment environment) {
        this.connections = connections;
        this.meter = meter;
        this.patience = patience;
        this.reports = reports;
        this.clock = environment.clock();
        this.seldom = environment.seldom().toNanos();
        this.thread = Thread.ofPlatform().name("ticker").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** This revision is what all that follows is about; null where only the bytes will tell. */
    void planned(@Nullable String revision) {
        pinned = revision;
    }

    /** This goes on until something else is said. */
    void doing(Activity now) {
        activity = now;
    }

    /** From now on bytes are fetched, and to miss them is a stall. */
    synchronized void report() {
        activity = null;
        meter.worked();
        lastStall = System.nanoTime();
        lastReport = lastStall;
        tell(lastStall);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            connections.expire(now);
            if (!closed) {
                tick(now);
            }
        }
    }

    /** Says what is to be said at this time. */
    synchronized void tick(long now) {
        long silent = meter.silentNanos(now);
        if (activity != null || patience.pausing()) {
            lastStall = now; // Silent, but for a reason that was told.
        } else if (silent > seldom && now - lastStall > seldom) {
            lastStall = now;
            reports.say(new Report.Stalled(Duration.ofNanos(silent)));
        }
        boolean moved = meter.movedBytes() != reportedBytes;
        if (now - lastReport > (moved ? OFTEN : seldom)) {
            tell(now);
        }
    }

    private synchronized void tell(long now) {
        Activity doing = activity(now);
        lastReport = now;
        reportedBytes = meter.movedBytes();
        reportedFetched = meter.fetchedBytes();
        reports.say(meter.progress(clock.instant(), now).of(doing, pinned));
    }

    /** What went on since the last word, as far as it was not fetching. */
    private @Nullable Activity activity(long now) {
        if (meter.fetchedBytes() != reportedFetched) {
            return null;
        }
        if (patience.pausing()) {
            return Activity.THROTTLED;
        }
        boolean worked = meter.silentNanos(now) < now - lastReport;
        return activity == null && worked ? Activity.VERIFYING : activity;
    }

    /** Tells progress a last time and ends. */
    void finish() {
        close();
        activity = null;
        tell(System.nanoTime());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
