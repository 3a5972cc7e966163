package dev.aquifer.hydration;

import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.transfer.Meter;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** All that happens by time: progress, and the end of connections that are idle for too long. */
final class Ticker implements Closeable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OFTEN = TimeUnit.SECONDS.toNanos(1);
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(10);

    private final Connections connections;
    private final Meter meter;
    private final Patience patience;
    private final Reports reports;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean reporting;
    private volatile boolean closed;
    private long lastReport;
    private long lastStall;
    private long reportedBytes = -1;

    Ticker(Connections connections, Meter meter, Patience patience, Reports reports, Clock clock) {
        this.connections = connections;
        this.meter = meter;
        this.patience = patience;
        this.reports = reports;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("ticker").daemon().unstarted(this::run);
    }

    Ticker start() {
        thread.start();
        return this;
    }

    /** From now on progress is told. */
    void report() {
        lastStall = System.nanoTime();
        tell(lastStall);
        reporting = true;
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            connections.expire(now);
            if (reporting && !closed) {
                progress(now);
            }
        }
    }

    private void progress(long now) {
        long silent = meter.silentNanos(now);
        if (patience.pausing()) {
            lastStall = now; // Silent, but for a reason that was told.
        } else if (silent > SELDOM && now - lastStall > SELDOM) {
            lastStall = now;
            reports.say(new Report.Stalled(Duration.ofNanos(silent)));
        }
        boolean moved = meter.movedBytes() != reportedBytes;
        if (now - lastReport > (moved ? OFTEN : SELDOM)) {
            tell(now);
        }
    }

    private void tell(long now) {
        lastReport = now;
        reportedBytes = meter.movedBytes();
        reports.say(meter.progress(clock.instant(), now));
    }

    /** Tells progress a last time and ends. */
    void finish() {
        if (reporting) {
            close();
            tell(System.nanoTime());
        }
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
