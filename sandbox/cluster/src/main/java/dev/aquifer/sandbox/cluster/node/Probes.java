package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The startup, readiness and liveness probes of one container, carried out off the pod's own
 * thread.
 */
final class Probes {
    private final @Nullable Check startup;
    private final @Nullable Check readiness;
    private final @Nullable Check liveness;
    private final Clock clock;

    Probes(Container container, Execution execution, Clock clock) {
        this.clock = clock;
        this.startup = check("Startup", container, container.getStartupProbe(), execution, false);
        this.readiness =
                check("Readiness", container, container.getReadinessProbe(), execution, false);
        this.liveness = check("Liveness", container, container.getLivenessProbe(), execution, true);
    }

    /** Carries out one probe and says what is wrong, if anything. */
    interface Execution {
        void run(
                String kind,
                Container container,
                Probe probe,
                java.util.function.Consumer<Optional<String>> result);
    }

    private static @Nullable Check check(
            String kind,
            Container container,
            @Nullable Probe probe,
            Execution execution,
            boolean initially) {
        return probe == null ? null : new Check(kind, container, probe, execution, initially);
    }

    /** The container was started anew. */
    void reset(Instant startedAt) {
        for (var check : new @Nullable Check[] {startup, readiness, liveness}) {
            if (check != null) {
                check.reset(startedAt);
            }
        }
    }

    /** An agent that was restarted found the container running: it is as ready as it was. */
    void adopt(Instant startedAt, boolean wasStarted, boolean wasReady) {
        reset(startedAt);
        if (startup != null && wasStarted) {
            startup.pass();
        }
        if (readiness != null && wasReady) {
            readiness.pass();
        }
    }

    /** Starts the probes that are due. */
    void run() {
        var now = clock.instant();
        if (startup != null && !startup.passed()) {
            startup.runIfDue(now);
            return;
        }
        if (readiness != null) {
            readiness.runIfDue(now);
        }
        if (liveness != null) {
            liveness.runIfDue(now);
        }
    }

    boolean started() {
        return startup == null || startup.passed();
    }

    boolean ready() {
        return started() && (readiness == null || readiness.passed());
    }

    /** Why the container must be killed, if it must. */
    Optional<String> mustRestart() {
        if (startup != null && !startup.passed() && startup.failedForGood()) {
            return Optional.of("failed startup probe, will be restarted");
        }
        return started() && liveness != null && liveness.failedForGood()
                ? Optional.of("failed liveness probe, will be restarted")
                : Optional.empty();
    }

    /** One probe and how it went lately. */
    private static final class Check {
        private final String kind;
        private final Container container;
        private final Probe probe;
        private final Execution execution;
        private final boolean initially;
        private Instant due = Instant.MAX;
        private boolean passed;
        private boolean running;
        private int successes;
        private int failures;
        private int epoch;

        Check(
                String kind,
                Container container,
                Probe probe,
                Execution execution,
                boolean initially) {
            this.kind = kind;
            this.container = container;
            this.probe = probe;
            this.execution = execution;
            this.initially = initially;
        }

        synchronized void reset(Instant startedAt) {
            epoch++;
            passed = initially;
            running = false;
            successes = 0;
            failures = 0;
            due = startedAt.plusSeconds(orElse(probe.getInitialDelaySeconds(), 0));
        }

        synchronized void pass() {
            passed = true;
        }

        synchronized boolean passed() {
            return passed;
        }

        synchronized boolean failedForGood() {
            return failures >= orElse(probe.getFailureThreshold(), 3);
        }

        synchronized void runIfDue(Instant now) {
            if (running || now.isBefore(due)) {
                return;
            }
            running = true;
            due = now.plus(Duration.ofSeconds(Math.max(1, orElse(probe.getPeriodSeconds(), 10))));
            var asked = epoch;
            execution.run(kind, container, probe, failure -> result(asked, failure));
        }

        private synchronized void result(int asked, Optional<String> failure) {
            if (asked != epoch) {
                return; // about a process that is gone
            }
            running = false;
            if (failure.isEmpty()) {
                failures = 0;
                passed |= ++successes >= orElse(probe.getSuccessThreshold(), 1);
            } else {
                successes = 0;
                passed &= ++failures < orElse(probe.getFailureThreshold(), 3);
            }
        }

        private static int orElse(@Nullable Integer value, int otherwise) {
            return value == null || (value == 0 && otherwise > 0) ? otherwise : value;
        }
    }
}
