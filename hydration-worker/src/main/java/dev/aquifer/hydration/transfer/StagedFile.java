package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The file being put together. Every error of it is one of the volume, typed here. */
final class StagedFile implements Closeable {

    /** Dirty pages are written back this often, so that the last sync is short. */
    private static final long SMOOTHING = 64L * 1024 * 1024;

    /** What writes past the page cache come in multiples of, in memory and on the disk. */
    static final int BLOCK = 4096;

    private final Path path;
    private final FileChannel channel;

    /** Writes past the page cache; null where the volume has no such writes. */
    private final @Nullable FileChannel direct;

    private volatile boolean refused;

    private final AtomicLong unforced = new AtomicLong();

    /** A kernel lets one thread at a time write into a file; who waits for that there, spins. */
    private final ReentrantLock writing = new ReentrantLock();

    private StagedFile(Path path, FileChannel channel, @Nullable FileChannel direct) {
        this.path = path;
        this.channel = channel;
        this.direct = direct;
    }

    /**
     * Opens or makes it.
     *
     * @param size that it will have; {@link Long#MAX_VALUE} when nobody knows
     */
    static StagedFile open(Path path, long size) {
        try {
            FileChannel channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
            boolean worth = size >= Pieces.SIZE; // Of smaller ones there may be very many.
            return new StagedFile(path, channel, worth ? DirectWrites.open(path, BLOCK) : null);
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be opened", e);
        }
    }

    /** Whether these bytes may be written here past the page cache. */
    boolean takesDirectly(ByteBuffer bytes, long at) {
        return direct != null && !refused && at % BLOCK == 0 && bytes.remaining() % BLOCK == 0;
    }

    /**
     * Writes these bytes past the page cache. A volume that refuses such a write takes it the
     * ordinary way, or its reason not to is told.
     */
    void writeDirectly(ByteBuffer bytes, long at) {
        long position = at;
        try {
            while (direct != null && bytes.hasRemaining()) {
                position += direct.write(bytes, position);
            }
        } catch (IOException e) {
            refused = true;
        }
        write(bytes, position);
    }

    void write(ByteBuffer bytes, long at) {
        writing.lock();
        try {
            long position = at;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be written", e);
        } finally {
            writing.unlock();
        }
    }

    int read(ByteBuffer into, long at) {
        try {
            return channel.read(into, at);
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be read back", e);
        }
    }

    /** These bytes were written; forces all of them now and then. */
    boolean written(long bytes) {
        if (unforced.addAndGet(bytes) < SMOOTHING) {
            return false;
        }
        unforced.set(0);
        try {
            channel.force(false);
            return true;
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be made durable", e);
        }
    }

    /** Gives the file its length and makes it durable; returns when it was last modified. */
    long seal(long size) {
        try {
            if (channel.size() > size) {
                channel.truncate(size);
            }
            if (channel.size() < size) {
                throw new IOException("the file is shorter than what was written");
            }
            channel.force(true);
            return modified(path);
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be made durable", e);
        }
    }

    void empty() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be emptied", e);
        }
    }

    static long modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
    }

    @Override
    public void close() {
        try {
            if (direct != null) {
                direct.close();
            }
            channel.close();
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be closed", e);
        }
    }
}
