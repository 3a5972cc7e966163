package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to write into one staging folder. It is a file made with O_EXCL and named by its epoch;
 * to take over is to make the next epoch's file, which one worker alone can do, and to remove those
 * before it, so that a former holder finds its own gone, even after its successor has ended. Its
 * holder beats into it; locks of the file system are not used, because network file systems break
 * them. A holder that did not manage to beat for half of the time that others wait writes no more.
 */
public final class Lease implements Closeable {

    private static final int BEAT_DIGITS = 20;

    private final Path file;
    private final long epoch;
    private final Holder holder;
    private final FileChannel channel;
    private final Times times;
    private final Thread beating;
    private volatile long renewed;
    private volatile boolean lost;
    private volatile boolean closed;
    private long beaten;
    private long beats;

    /**
     * How often a holder beats, and how long a silent one is given.
     *
     * @param beat between beats
     * @param silence without a change of a foreign lease, after which its holder is taken for dead
     * @param old age by the volume's own clock at which no watching is needed
     */
    public record Times(Duration beat, Duration silence, Duration old) {
        /** What holds outside of tests. */
        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(90));
    }

    private Lease(Path file, long epoch, Holder holder, FileChannel channel, Times times) {
        this.file = file;
        this.epoch = epoch;
        this.holder = holder;
        this.channel = channel;
        this.times = times;
        this.renewed = System.nanoTime();
        this.beaten = renewed;
        this.beating = Thread.ofPlatform().name("lease").daemon().unstarted(this::beatOn);
    }

    /** Tries to take the lease after this one, if any, is over; another worker may be faster. */
    static Optional<Lease> take(Path folder, Optional<SeenLease> former, Holder holder, Times times)
            throws IOException {
        Files.createDirectories(folder);
        long epoch = former.map(SeenLease::epoch).orElse(0L) + 1;
        Path file = folder.resolve(SeenLease.PREFIX + epoch);
        FileChannel channel;
        try {
            channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return Optional.empty();
        }
        Lease lease = new Lease(file, epoch, holder, channel, times);
        lease.write(0, beat(0) + "\n" + holder.toJson());
        channel.force(true);
        if (!lease.ours() || !stillThere(folder, former)) {
            lease.close(); // What was seen is no longer so: somebody took over, or beats again.
            return Optional.empty();
        }
        SeenLease.removeBefore(epoch, folder);
        lease.beating.start();
        return Optional.of(lease);
    }

    private static boolean stillThere(Path folder, Optional<SeenLease> former) throws IOException {
        return former.isEmpty()
                || SeenLease.of(former.get().epoch(), folder)
                        .filter(now -> now.text().equals(former.get().text()))
                        .isPresent();
    }

    private void beatOn() {
        while (!closed) {
            LockSupport.parkNanos(times.beat().toNanos());
            if (!closed) {
                beat();
            }
        }
    }

    /**
     * Shows that the holder lives. A beat after a long pause proves nothing yet, for somebody may
     * just be taking over; the next one in time does.
     */
    private void beat() {
        try {
            write(0, beat(++beats));
            channel.force(false);
            boolean ours = ours();
            synchronized (this) {
                long now = System.nanoTime();
                lost |= !ours;
                if (now - beaten < tolerance()) {
                    renewed = now;
                }
                beaten = now;
                notifyAll();
            }
        } catch (IOException e) {
            // Not renewed: after a while the holder waits, and then stops.
        }
    }

    /** Waits while the lease is in doubt, and fails once it is lost. */
    public void check() {
        if (lost || System.nanoTime() - renewed > tolerance()) {
            settle();
        }
    }

    private synchronized void settle() {
        long until = System.nanoTime() + 4 * times.silence().toNanos();
        while (!lost && System.nanoTime() - renewed > tolerance()) {
            if (closed || System.nanoTime() - until > 0) {
                throw taken();
            }
            try {
                wait(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw taken();
            }
        }
        if (lost) {
            throw taken();
        }
    }

    private long tolerance() {
        return times.silence().toNanos() / 2;
    }

    /** The same, asking the volume; before anything that cannot be undone. */
    void confirm() throws IOException {
        check();
        if (!ours()) {
            throw taken();
        }
    }

    private boolean ours() throws IOException {
        return SeenLease.newest(Durable.parent(file))
                .filter(newest -> newest.epoch() == epoch)
                .flatMap(SeenLease::holder)
                .filter(newest -> newest.id().equals(holder.id()))
                .isPresent();
    }

    /** The cache that the holder works for. */
    String uid() {
        return holder.uid();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(beating);
        try {
            channel.close();
            if (!ours()) {
                return; // The file of this name, if there is one, is a successor's.
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(Durable.parent(file)); // Where nothing was staged.
        } catch (DirectoryNotEmptyException e) {
            // What is staged waits for the next attempt.
        } catch (IOException e) {
            // Somebody else will find it silent.
        }
    }

    private void write(long at, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
    }

    private static String beat(long beats) {
        String digits = Long.toString(beats);
        return "0".repeat(BEAT_DIGITS - digits.length()) + digits;
    }

    private static HydrationFailed taken() {
        return new HydrationFailed(
                Code.VOLUME_BUSY, "another worker may have taken over this volume");
    }
}
