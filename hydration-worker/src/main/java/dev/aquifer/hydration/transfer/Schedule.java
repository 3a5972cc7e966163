package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.retry.Stop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who does what next. As long as there are more files than workers, each worker has a file of its
 * own, which it hashes while the bytes are hot; then others help with parts of files that are under
 * way, a window ahead of what is hashed: all of them where the origin is far, else as many as help.
 */
final class Schedule {

    /** What a worker does next. */
    sealed interface Work {
        /** Opens the file and hashes what is there of it. */
        record Start(FileTransfer file) implements Work {}

        /** Fetches a part; with {@code inline} it is hashed on the way. */
        record Part(FileTransfer file, int part, boolean inline) implements Work {}

        /** Fetches all of it in one stream. */
        record Whole(FileTransfer file) implements Work {}
    }

    private final int workers;
    private final int window;
    private final Climb climb;
    private final Hunger hunger = new Hunger(System.nanoTime());
    private final Stop stop;
    private final Meter meter;
    private final long lookAgain;

    private final IdleWorkers idle = new IdleWorkers();
    private final Deque<FileTransfer> waiting = new ArrayDeque<>();
    private final List<FileTransfer> active = new ArrayList<>();
    private final List<VerifiedFile> finished = new ArrayList<>();
    private int unfinished;
    private @Nullable RuntimeException failure;

    /**
     * @param lookAgain how soon whoever waits notices a stop, which wakes nobody
     */
    Schedule(
            List<FileTransfer> files,
            List<VerifiedFile> present,
            int workers,
            Stop stop,
            Meter meter,
            Duration lookAgain) {
        this.workers = workers;
        this.window = Math.max(8, workers + 2);
        this.climb = new Climb(workers);
        this.stop = stop;
        this.meter = meter;
        this.lookAgain = lookAgain.toNanos();
        this.waiting.addAll(files);
        this.unfinished = files.size();
        this.finished.addAll(present);
    }

    /** Waits for something to do; null when all is done, or nothing makes sense any more. */
    @Nullable Work next() {
        while (!Thread.currentThread().isInterrupted()) {
            synchronized (this) {
                Work work = over() ? null : find();
                if (work != null || over()) {
                    idle.goes();
                    wake();
                    return work;
                }
                idle.comes();
            }
            LockSupport.parkNanos(this, lookAgain);
        }
        synchronized (this) {
            idle.goes();
        }
        return null;
    }

    private boolean over() {
        return failure != null || unfinished == 0 || stop.requested();
    }

    /** If there is something to do, one of those that wait takes it, and wakes the next. */
    private void wake() {
        if (!idle.none() && !over() && (mayStart() || leastBusy() != null)) {
            idle.wakeOne();
        }
    }

    private boolean mayStart() {
        return active.size() < workers && !waiting.isEmpty();
    }

    private @Nullable Work find() {
        if (mayStart()) {
            FileTransfer file = waiting.remove();
            file.enter();
            active.add(file);
            return new Work.Start(file);
        }
        FileTransfer file = leastBusy();
        if (file == null) {
            return null;
        }
        file.enter();
        return claim(file);
    }

    /** A file is hashed by one thread: so all of them come along together, and end together. */
    private @Nullable FileTransfer leastBusy() {
        FileTransfer least = null;
        for (FileTransfer file : active) {
            if ((least == null || BEHIND.compare(file, least) < 0) && claimable(file)) {
                least = file;
            }
        }
        return least;
    }

    private static final Comparator<FileTransfer> BEHIND =
            Comparator.comparingInt(FileTransfer::busy)
                    .thenComparing(file -> -file.parts().unhashed());

    private boolean claimable(FileTransfer file) {
        if (!file.opened() || (file.busy() > 0 && (file.single() || !helpful(file)))) {
            return false;
        }
        return file.single() || file.parts().claimable(window);
    }

    /** Whether another worker at it brings its end nearer. */
    private boolean helpful(FileTransfer file) {
        return file.far() || file.busy() < climb.streams();
    }

    private Work claim(FileTransfer file) {
        see();
        if (file.single()) {
            return new Work.Whole(file);
        }
        int part = file.parts().claim(window);
        return new Work.Part(file, part, file.parts().hashFrom(part));
    }

    /** Other workers may help with this file. */
    synchronized void opened(FileTransfer file) {
        file.becomeOpened();
        wake();
    }

    /** An answer tells whether its origin is far: then all may help. */
    synchronized void answered(FileTransfer file, boolean far) {
        if (file.far() != far) {
            see();
            file.far(far);
            wake();
        }
    }

    /**
     * Some bytes of a file came.
     *
     * @param waited nanoseconds that who hashes these waited for them; 0 of others
     */
    synchronized void received(FileTransfer file, long waited) {
        long now = see();
        hunger.waited(file, waited);
        if (climb.received(now, meter.fetchedBytes(), hunger.level(), !idle.none())) {
            wake();
        }
    }

    /** The origin asks for fewer requests. */
    synchronized void throttled() {
        climb.throttled(System.nanoTime());
    }

    /** Called before anything changes about who hashes what. */
    private long see() {
        long now = System.nanoTime();
        hunger.see(now, active);
        return now;
    }

    /** The worker left the file, whatever it did there, and asks for more itself. */
    synchronized void left(FileTransfer file) {
        file.leave();
    }

    synchronized void fetched(Work.Part work, int crc) {
        see();
        Parts parts = work.file().parts();
        parts.done(work.part(), crc);
        if (work.inline()) {
            parts.hashed();
        }
        wake();
    }

    /** A part will not come by itself; whoever hashed it hashes no more. */
    synchronized void dropped(Work.Part work) {
        see();
        work.file().parts().lost(work.part());
        if (work.inline()) {
            work.file().parts().hashStopped();
        }
    }

    synchronized int hashNext(FileTransfer file) {
        see();
        return file.single() ? -1 : file.parts().hashNext();
    }

    synchronized void hashed(FileTransfer file) {
        see();
        file.parts().hashed();
        wake();
    }

    /** A part that is there is not what was recorded: it is fetched again. */
    synchronized void spoiled(FileTransfer file, int part) {
        see();
        file.parts().lost(part);
        file.parts().hashStopped();
        wake();
    }

    /** Whether all parts are hashed; true for one caller only. */
    synchronized boolean completes(FileTransfer file) {
        return !file.single()
                && file.parts().complete()
                && file.parts().hashFrom(file.parts().count());
    }

    synchronized long restart(FileTransfer file) {
        see();
        long lost = file.restart();
        wake();
        return lost;
    }

    synchronized void becomeSingle(FileTransfer file) {
        file.becomeSingle();
        wake();
    }

    synchronized void finished(FileTransfer file, VerifiedFile verified) {
        see();
        active.remove(file);
        file.parts().release();
        finished.add(verified);
        unfinished--;
        if (unfinished == 0) {
            idle.wakeAll();
        } else {
            wake();
        }
    }

    synchronized void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
        stop.request();
        idle.wakeAll();
    }

    /** All files, once every worker has ended; fails as the first worker failed. */
    synchronized List<VerifiedFile> result() {
        if (failure != null) {
            throw failure;
        }
        if (unfinished > 0) {
            throw new Stop.Requested();
        }
        return List.copyOf(finished);
    }
}
