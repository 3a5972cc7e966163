package dev.aquifer.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where the threads of a ledger note what they wait for. */
final class HealthBoard {
    private final Clock clock;
    private final Map<String, LedgerHealth> waiting = new ConcurrentHashMap<>();
    private volatile LedgerHealth otherwise;

    HealthBoard(Clock clock) {
        this.clock = clock;
        this.otherwise = new LedgerHealth(LedgerHealth.State.STARTING, "", clock.instant());
    }

    /** Nothing but what was noted keeps it from working. */
    void running() {
        if (otherwise.state() == LedgerHealth.State.STARTING) {
            otherwise = new LedgerHealth(LedgerHealth.State.RUNNING, "", clock.instant());
        }
    }

    void stopped() {
        otherwise = new LedgerHealth(LedgerHealth.State.STOPPED, "closed", clock.instant());
    }

    /** Waits; the beginning of an earlier wait of the same one is kept. */
    void waits(String who, LedgerHealth.State state, String reason) {
        waiting.compute(
                who,
                (_, before) ->
                        new LedgerHealth(state, reason, before == null ? now() : before.since()));
    }

    /** Goes on. Says whether it had waited. */
    boolean goesOn(String who) {
        return waiting.remove(who) != null;
    }

    private Instant now() {
        return clock.instant();
    }

    LedgerHealth health() {
        var base = otherwise;
        if (base.state() == LedgerHealth.State.STOPPED) {
            return base;
        }
        @Nullable LedgerHealth worst = null;
        for (var one : waiting.values()) {
            if (worst == null
                    || one.state().compareTo(worst.state()) > 0
                    || (one.state() == worst.state() && one.since().isBefore(worst.since()))) {
                worst = one;
            }
        }
        return worst == null ? base : worst;
    }
}
