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

    /** A stop is asked for from elsewhere, and wakes nobody. */
    private static final long LOOK_AGAIN = Duration.ofMillis(200).toNanos();

    private final int workers;
    private final int window;
    private final Climb climb;
    private final Hunger hunger = new Hunger(System.nanoTime());
    private final Stop stop;

    /** Workers with nothing to do; who came last goes on first, as its memory is warm. */
    private final Deque<Thread> idle = new ArrayDeque<>();

    private final Deque<FileTransfer> waiting = new ArrayDeque<>();
    private final List<FileTransfer> active = new ArrayList<>();
    private final List<VerifiedFile> finished = new ArrayList<>();
    private int unfinished;
    private @Nullable RuntimeException failure;

    Schedule(List<FileTransfer> files, List<VerifiedFile> present, int workers, Stop stop) {
        this.workers = workers;
        this.window = Math.max(8, workers + 2);
        this.climb = new Climb(workers);
        this.stop = stop;
        this.waiting.addAll(files);
        this.unfinished = files.size();
        this.finished.addAll(present);
    }

    /** Waits for something to do; null when all is done, or nothing makes sense any more. */
    @Nullable Work next() {
        while (!Thread.currentThread().isInterrupted()) {
            synchronized (this) {
                if (over()) {
                    return null;
                }
                Work work = find();
                if (work != null) {
                    idle.remove(Thread.currentThread());
                    wake();
                    return work;
                }
                if (!idle.contains(Thread.currentThread())) {
                    idle.push(Thread.currentThread());
                }
            }
            LockSupport.parkNanos(this, LOOK_AGAIN);
        }
        return null;
    }

    private boolean over() {
        return failure != null || unfinished == 0 || stop.requested();
    }

    /**
     * There may be something to do: one of those that wait looks, and wakes the next if there was.
     * A near origin leaves most of them waiting, whom each part would wake else.
     */
    private void wake() {
        Thread one = idle.poll();
        if (one != null) {
            LockSupport.unpark(one);
        }
    }

    private void wakeAll() {
        idle.forEach(LockSupport::unpark);
        idle.clear();
    }

    private @Nullable Work find() {
        if (active.size() < workers && !waiting.isEmpty()) {
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

    /** Its origin takes long for any answer: all may help. */
    synchronized void far(FileTransfer file) {
        if (!file.far()) {
            file.becomeFar();
            wake();
        }
    }

    /**
     * Some bytes of a file came.
     *
     * @param fetched bytes of all files so far
     * @param waited nanoseconds that who hashes these waited for them; 0 of others
     */
    synchronized void received(FileTransfer file, long fetched, long waited) {
        long now = System.nanoTime();
        hunger.see(now, active);
        hunger.waited(file.single() ? 0 : waited);
        if (climb.received(now, fetched, hunger.level())) {
            wake();
        }
    }

    /** The worker left the file, whatever it did there. */
    synchronized void left(FileTransfer file) {
        file.leave();
        wake();
    }

    synchronized void fetched(Work.Part work, int crc) {
        hunger.see(System.nanoTime(), active);
        Parts parts = work.file().parts();
        parts.done(work.part(), crc);
        if (work.inline()) {
            parts.hashed();
        }
        wake();
    }

    /** A part will not come by itself; whoever hashed it hashes no more. */
    synchronized void dropped(Work.Part work) {
        work.file().parts().lost(work.part());
        if (work.inline()) {
            work.file().parts().hashStopped();
        }
    }

    synchronized int hashNext(FileTransfer file) {
        hunger.see(System.nanoTime(), active);
        return file.single() ? -1 : file.parts().hashNext();
    }

    synchronized void hashed(FileTransfer file) {
        file.parts().hashed();
        wake();
    }

    /** A part that is there is not what was recorded: it is fetched again. */
    synchronized void spoiled(FileTransfer file, int part) {
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
        wake();
        return file.restart();
    }

    synchronized void becomeSingle(FileTransfer file) {
        file.becomeSingle();
        wake();
    }

    synchronized void finished(FileTransfer file, VerifiedFile verified) {
        active.remove(file);
        file.parts().release();
        finished.add(verified);
        unfinished--;
        if (unfinished == 0) {
            wakeAll();
        } else {
            wake();
        }
    }

    synchronized void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
        stop.request();
        wakeAll();
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
