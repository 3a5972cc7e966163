package dev.aquifer.ledger;

import java.time.Duration;

/** Doubling pauses. */
record Backoff(Duration first, Duration longest) {
    static Backoff of(LedgerSettings settings) {
        return new Backoff(settings.firstBackoff(), settings.longestBackoff());
    }

    /** The pause after so many attempts, of which there was at least one. */
    Duration after(int attempts) {
        var doubled = first.multipliedBy(1L << Math.min(attempts - 1, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
