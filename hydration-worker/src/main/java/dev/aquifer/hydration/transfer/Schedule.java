package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.retry.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who does what next. As long as there are more files than workers, each worker has a file of its
 * own, which it hashes while the bytes are hot; then enough workers help with parts of files that
 * are under way and slow, a window ahead of what is hashed.
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

    /** So many workers make full use of this machine beside what hashes, of bytes that are near. */
    private final int enough;

    private final Stop stop;
    private final Deque<FileTransfer> waiting = new ArrayDeque<>();
    private final List<FileTransfer> active = new ArrayList<>();
    private final List<VerifiedFile> finished = new ArrayList<>();
    private int unfinished;
    private @Nullable RuntimeException failure;

    Schedule(
            List<FileTransfer> files,
            List<VerifiedFile> present,
            int workers,
            int processors,
            Stop stop) {
        this.workers = workers;
        this.window = Math.max(8, workers + 2);
        this.enough = processors / 2;
        this.stop = stop;
        this.waiting.addAll(files);
        this.unfinished = files.size();
        this.finished.addAll(present);
    }

    /** Waits for something to do; null when all is done, or nothing makes sense any more. */
    synchronized @Nullable Work next() {
        while (failure == null && unfinished > 0 && !stop.requested()) {
            Work work = find();
            if (work != null) {
                return work;
            }
            try {
                wait(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
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
            if ((least == null || file.busy() < least.busy()) && claimable(file)) {
                least = file;
            }
        }
        return least;
    }

    private boolean claimable(FileTransfer file) {
        if (!file.opened() || (file.busy() > 0 && (file.single() || !helpful(file)))) {
            return false;
        }
        return file.single() || file.parts().claimable(window);
    }

    /** Whether another worker at it brings its end nearer. */
    private boolean helpful(FileTransfer file) {
        return file.slow() || active.stream().mapToInt(FileTransfer::busy).sum() < enough;
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
        notifyAll();
    }

    /** Its bytes come slower than one worker could take them: others may help. */
    synchronized void slow(FileTransfer file) {
        if (!file.slow()) {
            file.becomeSlow();
            notifyAll();
        }
    }

    /** The worker left the file, whatever it did there. */
    synchronized void left(FileTransfer file) {
        file.leave();
        notifyAll();
    }

    synchronized void fetched(Work.Part work, int crc) {
        Parts parts = work.file().parts();
        parts.done(work.part(), crc);
        if (work.inline()) {
            parts.hashed();
        }
        notifyAll();
    }

    /** A part will not come by itself; whoever hashed it hashes no more. */
    synchronized void dropped(Work.Part work) {
        work.file().parts().lost(work.part());
        if (work.inline()) {
            work.file().parts().hashStopped();
        }
    }

    synchronized int hashNext(FileTransfer file) {
        return file.single() ? -1 : file.parts().hashNext();
    }

    synchronized void hashed(FileTransfer file) {
        file.parts().hashed();
        notifyAll();
    }

    /** A part that is there is not what was recorded: it is fetched again. */
    synchronized void spoiled(FileTransfer file, int part) {
        file.parts().lost(part);
        file.parts().hashStopped();
        notifyAll();
    }

    /** Whether all parts are hashed; true for one caller only. */
    synchronized boolean completes(FileTransfer file) {
        return !file.single()
                && file.parts().complete()
                && file.parts().hashFrom(file.parts().count());
    }

    synchronized long restart(FileTransfer file) {
        notifyAll();
        return file.restart();
    }

    synchronized void becomeSingle(FileTransfer file) {
        file.becomeSingle();
        notifyAll();
    }

    synchronized void finished(FileTransfer file, VerifiedFile verified) {
        active.remove(file);
        file.parts().release();
        finished.add(verified);
        unfinished--;
        notifyAll();
    }

    synchronized void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
        stop.request();
        notifyAll();
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
