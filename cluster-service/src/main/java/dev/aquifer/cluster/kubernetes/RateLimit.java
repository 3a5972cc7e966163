package dev.aquifer.cluster.kubernetes;

import java.time.Duration;

/** A token bucket in front of one cluster: a burst, then so many requests a second. */
final class RateLimit {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long last = System.nanoTime();

    RateLimit(double perSecond, int burst) {
        this.perNano = perSecond / Duration.ofSeconds(1).toNanos();
        this.burst = burst;
        this.tokens = burst;
    }

    /** Waits until a request may be sent. */
    void take() throws InterruptedException {
        var wait = reserve();
        if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
        }
    }

    /** Takes a token, if need be one of the future; the nanoseconds until then. */
    private synchronized long reserve() {
        var now = System.nanoTime();
        tokens = Math.min(burst, tokens + (now - last) * perNano);
        last = now;
        tokens -= 1;
        return tokens >= 0 ? 0 : (long) (-tokens / perNano);
    }
}
