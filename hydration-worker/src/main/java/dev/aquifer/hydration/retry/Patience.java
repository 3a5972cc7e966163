package dev.aquifer.hydration.retry;

import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Origin;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.request.Policy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes requests again while that may help: a limited number of times without progress, with pauses
 * of decorrelated jitter, and as the origin asks when it throttles.
 */
public final class Patience {

    private final Policy policy;
    private final Throttle throttle;
    private final Stop stop;
    private final Reports reports;
    private final RandomGenerator random;
    private final Clock clock;
    private final AtomicLong retries = new AtomicLong();

    /** Patience shared by all requests of one worker. */
    public Patience(
            Policy policy,
            Throttle throttle,
            Stop stop,
            Reports reports,
            RandomGenerator random,
            Clock clock) {
        this.policy = policy;
        this.throttle = throttle;
        this.stop = stop;
        this.reports = reports;
        this.random = random;
        this.clock = clock;
    }

    /** One try; says through {@code progress} that it got somewhere, even if it fails then. */
    @FunctionalInterface
    public interface Try<T> {
        /** Makes the request. */
        T run(Progress progress) throws IOException;
    }

    /** Whether a try got somewhere. */
    public static final class Progress {
        private boolean made;

        /** It got somewhere: failures before it count no more. */
        public void made() {
            made = true;
        }
    }

    /** How often something was tried again. */
    public long retries() {
        return retries.get();
    }

    /** How often the origin asked to wait. */
    public long throttled() {
        return throttle.count();
    }

    /** Whether the origin asked to wait, and everything does. */
    public boolean pausing() {
        return throttle.pausing();
    }

    /** The clock behind dates in answers. */
    public Clock clock() {
        return clock;
    }

    /** Tries until it succeeds, fails for good, or has failed too often. */
    public <T> T insist(String what, Origin origin, Try<T> request) {
        Duration pause = policy.backoff().base();
        int failures = 0;
        while (true) {
            Progress progress = new Progress();
            throttle.acquire();
            OriginTrouble trouble;
            try {
                T result = request.run(progress);
                throttle.succeeded();
                return result;
            } catch (IOException e) {
                stopOrFree();
                trouble = Answers.trouble(what, e);
            } catch (RuntimeException e) {
                throttle.failed();
                throw e;
            }
            failures = progress.made ? 1 : failures + 1;
            pause = progress.made ? policy.backoff().base() : jitter(pause);
            retries.incrementAndGet();
            if (trouble.throttling()) {
                failures--;
                throttle.throttled(origin, trouble, pause);
            } else {
                again(what, trouble, failures, pause);
            }
        }
    }

    private void stopOrFree() {
        throttle.failed();
        stop.check();
        if (Thread.currentThread().isInterrupted()) {
            throw new Stop.Requested(); // Who waits for the answer has no more use for it.
        }
    }

    private void again(String what, OriginTrouble trouble, int failures, Duration pause) {
        if (failures >= policy.maxAttempts()) {
            throw new HydrationFailed(trouble.code(), String.valueOf(trouble.getMessage()));
        }
        reports.say(new Report.Retrying(what, trouble.code().wire(), failures, pause));
        stop.pause(pause);
    }

    private Duration jitter(Duration before) {
        long base = policy.backoff().base().toNanos();
        long cap = policy.backoff().cap().toNanos();
        long most = Math.max(base + 1, Math.min(cap, before.toNanos() * 3));
        return Duration.ofNanos(Math.min(cap, random.nextLong(base, most)));
    }
}
