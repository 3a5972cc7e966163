package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.http.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How much of a stream's time goes by waiting: for its origin, decrypting included, or the disk.
 */
final class Waiting {

    /** Often enough for whoever measures. */
    private static final long LAP = Duration.ofMillis(10).toNanos();

    private long began;
    private long ended = System.nanoTime();
    private long told = ended;
    private long waited;

    /** Waits for the answer to a request, until {@link #ends()}. */
    void begins() {
        began = System.nanoTime();
    }

    void ends() {
        ended = System.nanoTime();
        waited += ended - began;
    }

    /** Reads some bytes, as the exchange does. */
    int read(Exchange exchange, ByteBuffer room) throws IOException {
        begins();
        try {
            return exchange.read(room);
        } finally {
            ends();
        }
    }

    /** Waits for something else. */
    void during(Runnable wait) {
        begins();
        try {
            wait.run();
        } finally {
            ends();
        }
    }

    /** Whether it is time for a {@link #lap()}. */
    boolean due() {
        return ended - told >= LAP;
    }

    /** Nanoseconds of waiting since this was last asked. */
    long lap() {
        long lap = waited;
        waited = 0;
        told = ended;
        return lap;
    }
}
