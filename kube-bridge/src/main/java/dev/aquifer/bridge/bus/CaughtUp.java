package dev.aquifer.bridge.bus;

import dev.aquifer.ledger.TopicReader;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for a reader to have read what was there when it began. */
public final class CaughtUp {
    private CaughtUp() {}

    /** Waits at most so long; whether it has. */
    public static boolean within(TopicReader reader, Duration time)
            throws InterruptedException, ExecutionException {
        try {
            reader.caughtUp().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
