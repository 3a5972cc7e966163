package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.report.Report;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what is done. What it shows never goes back, even when a file has to start again. */
public final class Meter {

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicInteger files = new AtomicInteger();
    private volatile long lastByte = System.nanoTime();
    private volatile @Nullable Long bytesTotal;
    private volatile int filesTotal;
    private long shown;
    private long rateMoved;
    private long rateSince = System.nanoTime();
    private double rate;

    /** What is to be done in all. */
    public void expect(@Nullable Long bytes, int count) {
        bytesTotal = bytes;
        filesTotal = count;
    }

    /** A file of this size is in its place already. */
    public void inPlace(long bytes) {
        present(bytes);
        fileDone();
    }

    /** These bytes came from the origin, and are on their way to the disk. */
    void fetched(int bytes) {
        fetched.addAndGet(bytes);
        read(bytes);
    }

    /** These bytes were read where they lie. */
    void read(long bytes) {
        moved.addAndGet(bytes);
        done.addAndGet(bytes);
        lastByte = System.nanoTime();
    }

    /** These bytes are there without having been fetched now. */
    void present(long bytes) {
        done.addAndGet(bytes);
    }

    /** These bytes have to be fetched again. */
    void lost(long bytes) {
        done.addAndGet(-bytes);
    }

    /** No byte comes, but something is done about those that came. */
    public void worked() {
        lastByte = System.nanoTime();
    }

    void fileDone() {
        files.incrementAndGet();
    }

    /** Bytes that came over the network. */
    public long fetchedBytes() {
        return fetched.get();
    }

    /** Bytes that were fetched or read: while it rises, something happens. */
    public long movedBytes() {
        return moved.get();
    }

    /** Time without any byte. */
    public long silentNanos(long now) {
        return now - lastByte;
    }

    /** How far it is, with the rate since the last such question, smoothed. */
    public synchronized Report.Progress progress(Instant at, long now) {
        shown = Math.max(shown, done.get());
        double seconds = (now - rateSince) / 1e9;
        if (seconds > 0.05) {
            double current = (moved.get() - rateMoved) / seconds;
            rate = rate == 0 ? current : 0.6 * rate + 0.4 * current;
            rateMoved = moved.get();
            rateSince = now;
        }
        return new Report.Progress(
                shown, bytesTotal, files.get(), filesTotal, Math.round(rate), at, null, null);
    }
}
