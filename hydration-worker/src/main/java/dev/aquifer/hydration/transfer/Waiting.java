package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.http.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How much of a stream's time goes by waiting for its origin, or for the disk. */
final class Waiting {

    private long began;
    private long waited;

    /** Waits for the answer to a request, until {@link #ends()}. */
    void begins() {
        began = System.nanoTime();
    }

    void ends() {
        waited += System.nanoTime() - began;
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
        wait.run();
        ends();
    }

    /** Nanoseconds since this was last asked. */
    long lap() {
        long lap = waited;
        waited = 0;
        return lap;
    }
}
