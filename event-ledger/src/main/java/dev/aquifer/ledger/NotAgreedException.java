package dev.aquifer.ledger;

/**
 * Nothing was done: the database may have been restored, and nobody has compared yet what it knows
 * with what the topics say, or handled what they say. To be tried again, as with a database that is
 * away.
 */
public final class NotAgreedException extends RuntimeException {
    NotAgreedException() {
        super("what the topics hold is not compared yet with what was said, or not handled");
    }
}
