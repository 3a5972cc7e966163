package dev.aquifer.cluster.reconcile;

import java.time.Duration;

/** Ends a wait early; one that was raised before the wait counts. */
final class Nudge {
    private boolean raised;

    synchronized void raise() {
        raised = true;
        notifyAll();
    }

    synchronized void await(Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        for (var left = atMost.toNanos(); !raised && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        raised = false;
    }
}
