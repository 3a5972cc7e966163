package dev.aquifer.ledger;

/** Steps between which the process may die; tests make it so. */
@FunctionalInterface
interface FaultPoints {
    FaultPoints NONE = _ -> {};

    /** The step of that name comes next. */
    void reached(Step step);

    /** Every step there is. */
    enum Step {
        TRANSACTION_BEGUN,
        EVENT_HANDLED,
        OUTBOX_WRITTEN,
        COMMITTED,
        RELAY_CLAIMED,
        RELAY_SENT,
        RELAY_COMMITTED,
        RELAY_DELETED
    }
}
