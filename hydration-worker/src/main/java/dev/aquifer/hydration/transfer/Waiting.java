package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.http.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How long a stream waits for the bytes of one file, over all its requests. An origin that is near
 * and keeps it busy is not asked for more at once: the bytes would only be hashed later, after they
 * were read back.
 */
final class Waiting {

    /** So many bytes, or so much time, tell how fast they come. */
    private static final long TELLING = 2 * 1024 * 1024;

    private static final long LONG = Duration.ofMillis(200).toNanos();

    private final FileTransfer file;
    private final long near;
    private long asked;
    private long took;
    private long waited;
    private long bytes;

    /**
     * For one file.
     *
     * @param near the longest that an origin may take to answer which is not far away
     */
    Waiting(FileTransfer file, Duration near) {
        this.file = file;
        this.near = near.toNanos();
    }

    boolean isFor(FileTransfer other) {
        return file == other;
    }

    void asks() {
        asked = System.nanoTime();
    }

    /** The answer begins; whether it comes from far away. */
    boolean answered() {
        long wait = System.nanoTime() - asked;
        waited += wait;
        return wait > near;
    }

    /** Reads some bytes, as the exchange does. */
    int read(Exchange exchange, ByteBuffer room) throws IOException {
        long before = System.nanoTime();
        int size = exchange.read(room);
        waited += System.nanoTime() - before;
        bytes += Math.max(0, size);
        return size;
    }

    /** What was read is dealt with; whether most of the time went by waiting. */
    boolean mostly() {
        long now = System.nanoTime();
        took += now - asked;
        asked = now;
        return (bytes >= TELLING || took >= LONG) && waited * 2 > took;
    }
}
