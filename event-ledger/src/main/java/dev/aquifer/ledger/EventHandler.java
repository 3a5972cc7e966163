package dev.aquifer.ledger;

/** Decides what follows from an event. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Handles one event. Everything done through the transaction takes effect together with the
     * mark that the event was handled, or not at all; it may be called again when the commit
     * failed, so it has no other effects. Exceptions that speak of the database or the broker are
     * waited out; after a few attempts others send the event to the dead letters.
     */
    void on(Received received, LedgerTransaction transaction);
}
