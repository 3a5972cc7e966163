package dev.aquifer.ledger;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;

/** Tells the platform's logger. */
record SystemLedgerLog(System.Logger logger) implements LedgerLog {
    @Override
    public void assigned(String partitions) {
        logger.log(INFO, "partitions assigned: {0}", partitions);
    }

    @Override
    public void revoked(String partitions) {
        logger.log(INFO, "partitions revoked: {0}", partitions);
    }

    @Override
    public void paused(String what, Throwable cause, Duration delay) {
        logger.log(WARNING, "{0} is away, next attempt in {1} ms: {2}", what, ms(delay), cause);
    }

    @Override
    public void resumed(String what) {
        logger.log(INFO, "{0} is back", what);
    }

    @Override
    public void undecodable(String where, String reason) {
        logger.log(WARNING, "{0} cannot be read and is a dead letter: {1}", where, reason);
    }

    @Override
    public void unknownType(String where, String type) {
        logger.log(INFO, "{0}: skipping events of the unknown type {1}", where, type);
    }

    @Override
    public void upgradeRequired(String where, String type, String missing) {
        logger.log(ERROR, "{0}: {1} requires {2}; waiting for an upgrade", where, type, missing);
    }

    @Override
    public void handlerFailed(String where, int attempt, Throwable cause, Duration delay) {
        logger.log(
                WARNING,
                "{0}: attempt {1} failed, next in {2} ms: {3}",
                where,
                attempt,
                ms(delay),
                cause);
    }

    @Override
    public void handlerGaveUp(String where, Throwable cause) {
        logger.log(ERROR, where + " is a dead letter: its handler keeps failing", cause);
    }

    @Override
    public void fenced(String partition) {
        logger.log(INFO, "{0} was handled by another replica meanwhile", partition);
    }

    @Override
    public void offsetLost(String partition, long offset) {
        logger.log(
                WARNING,
                "{0}: the broker has no offset {1} any more, reading from the start",
                partition,
                Long.toString(offset));
    }

    @Override
    public void topicReplaced(String topic) {
        logger.log(WARNING, "{0} was made again, reading from its start", topic);
    }

    @Override
    public void topicRefilled(String topic, int slots) {
        logger.log(WARNING, "{0} lacked {1} facts, which are published again", topic, slots);
    }

    @Override
    public void learnedFromTopic(String topic, int slots) {
        logger.log(WARNING, "{0} held {1} facts that the database did not know of", topic, slots);
    }

    @Override
    public void databaseRestored(long incarnation) {
        logger.log(
                WARNING,
                "the database was restored; numbers go on in incarnation {0}",
                Long.toString(incarnation));
    }

    private static String ms(Duration delay) {
        return Long.toString(delay.toMillis());
    }
}
