package dev.aquifer.hydration;

import dev.aquifer.hydration.report.Result;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a signal end the work, and keeps the process until its result was said. */
final class OnSignal {

    private static final long GRACE_SECONDS = 8;

    private final CountDownLatch ended = new CountDownLatch(1);

    /** Runs it; a signal meanwhile makes its result an interruption. */
    Result run(Hydration hydration) {
        Thread hook =
                new Thread(
                        () -> {
                            hydration.interrupt();
                            awaitEnd();
                        },
                        "on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        Result result = hydration.run();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal came; the hook waits for the result to be said.
        }
        return result;
    }

    /** The result was said: the process may go. */
    void said() {
        ended.countDown();
    }

    private void awaitEnd() {
        try {
            boolean said = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
            if (!said) {
                System.err.println("stopped before the result was said");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
