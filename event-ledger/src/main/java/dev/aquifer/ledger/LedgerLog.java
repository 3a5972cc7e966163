package dev.aquifer.ledger;

import java.time.Duration;

/**
 * What a ledger has to tell; the service decides how to log it. {@code where} is
 * topic-partition@offset. Nothing here ever holds a payload.
 */
public interface LedgerLog {
    /** Tells the platform's logger of that name. */
    static LedgerLog to(System.Logger logger) {
        return new SystemLedgerLog(logger);
    }

    /** Partitions came. */
    void assigned(String partitions);

    /** Partitions went to another replica. */
    void revoked(String partitions);

    /** Something is away; it is tried again after the delay. */
    void paused(String what, Throwable cause, Duration delay);

    /** What was away is back. */
    void resumed(String what);

    /** A record could not be read and went to the dead letters. */
    void undecodable(String where, String reason);

    /** A record of a newer release was skipped; told once per type. */
    void unknownType(String where, String type);

    /** A partition waits for a newer release. */
    void upgradeRequired(String where, String type, String missing);

    /** A handler threw; it is called again after the delay. */
    void handlerFailed(String where, int attempt, Throwable cause, Duration delay);

    /** A handler threw for the last time; the event went to the dead letters. */
    void handlerGaveUp(String where, Throwable cause);

    /** Another replica handled the partition meanwhile; what was done here was rolled back. */
    void fenced(String partition);

    /**
     * The broker does not have the stored offset any more; the partition is read from its start.
     */
    void offsetLost(String partition, long offset);

    /** There is another topic of that name than before; it is read from its start. */
    void topicReplaced(String topic);

    /** A topic of this service lacked so many of its facts, which are published again. */
    void topicRefilled(String topic, int slots);

    /** A topic of this service knew so many facts that the database did not: it was restored. */
    void learnedFromTopic(String topic, int slots);

    /** The database issued a number that it had issued before: it was restored. */
    void databaseRestored(long incarnation);
}
