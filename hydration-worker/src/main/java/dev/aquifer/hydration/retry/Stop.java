package dev.aquifer.hydration.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the worker was told to stop; everything that waits, waits here. */
public final class Stop {

    private final CountDownLatch requested = new CountDownLatch(1);

    /** Ends the work where it is: told from outside, and kept for the next attempt. */
    public static final class Requested extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Tells everything that waits to end. */
    public void request() {
        requested.countDown();
    }

    /** Whether a stop was requested. */
    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** Fails once a stop was requested. */
    public void check() {
        if (requested()) {
            throw new Requested();
        }
    }

    /** Waits, and fails at once when a stop is requested meanwhile. */
    public void pause(Duration time) {
        try {
            if (requested.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Requested();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Requested();
        }
    }
}
