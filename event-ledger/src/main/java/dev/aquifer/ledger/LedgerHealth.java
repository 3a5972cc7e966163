package dev.aquifer.ledger;

import java.time.Instant;

/**
 * How a ledger or reader is.
 *
 * @param reason what it waits for, in words; empty while running
 * @param since when that began
 */
public record LedgerHealth(State state, String reason, Instant since) {

    /** What it does. */
    public enum State {
        /** It has no partitions and no positions yet. */
        STARTING,
        /** It handles what comes. */
        RUNNING,
        /** The database, the broker or a handler is in trouble; it tries again by itself. */
        PAUSED,
        /** A partition holds an event that only a newer release understands. */
        UPGRADE_REQUIRED,
        /** It was closed. */
        STOPPED
    }

    /** Whether it handles what comes. */
    public boolean running() {
        return state == State.RUNNING;
    }
}
