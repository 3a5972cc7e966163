package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.http.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How long a stream waits for its bytes. An origin that is near and keeps it busy is not asked for
 * more at once: the bytes would only be hashed later, after they were read back.
 */
final class Waiting {

    /** So many bytes tell how fast they come. */
    private static final long TELLING = 2 * 1024 * 1024;

    private final long near;
    private final long asked = System.nanoTime();
    private long answered = asked;
    private long waited;
    private long bytes;

    /**
     * It begins with a request.
     *
     * @param near the longest that an origin may take to answer which is not far away
     */
    Waiting(Duration near) {
        this.near = near.toNanos();
    }

    /** The answer begins; whether it comes from far away. */
    boolean answered() {
        answered = System.nanoTime();
        return answered - asked > near;
    }

    /** Reads some bytes, as the exchange does. */
    int read(Exchange exchange, ByteBuffer room) throws IOException {
        long before = System.nanoTime();
        int size = exchange.read(room);
        waited += System.nanoTime() - before;
        bytes += size;
        return size;
    }

    /** Whether most of the time went by waiting. */
    boolean mostly() {
        return bytes >= TELLING && waited * 2 > System.nanoTime() - answered;
    }
}
