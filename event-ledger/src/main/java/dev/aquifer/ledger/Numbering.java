package dev.aquifer.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Sequence numbers that rise for good: the database's counter below, the incarnation above. The
 * incarnation is at least the time in seconds of the last start of any replica, so that a database
 * that was restored to an older state does not issue a number again. It lives in the database,
 * because replicas have to agree on it.
 */
final class Numbering {
    private final Jdbi database;
    private final Clock clock;
    private final LedgerLog log;
    private final AtomicLong highest = new AtomicLong();

    Numbering(Jdbi database, Clock clock, LedgerLog log) {
        this.database = database;
        this.clock = clock;
        this.log = log;
    }

    /** Begins another incarnation, also while the caller has a transaction that will fail. */
    long renew() {
        // A handle of its own: within a transaction Jdbi would give that one again.
        try (var handle = database.open()) {
            return handle.createQuery(
                            "update ledger.incarnation set value = greatest(value + 1, ?)"
                                    + " returning value")
                    .bind(0, clock.instant().getEpochSecond())
                    .mapTo(Long.class)
                    .one();
        }
    }

    /** Whether the next number would not be above that one. */
    boolean isBehind(Handle handle, long number) {
        return handle.createQuery(
                                "select (select value from ledger.incarnation) * 4294967296"
                                        + " + last_value from ledger.counter")
                        .mapTo(Long.class)
                        .one()
                <= number;
    }

    /** Begins an incarnation whose numbers are all above that one. */
    long renewAbove(long number) {
        try (var handle = database.open()) {
            return handle.createQuery(
                            "update ledger.incarnation set value = greatest(value, ?) + 1"
                                    + " returning value")
                    .bind(0, number >>> 32)
                    .mapTo(Long.class)
                    .one();
        }
    }

    /** The next numbers. Rising, also over replicas, for whoever holds a lock meanwhile. */
    List<Long> next(Handle handle, int count) {
        long floor = highest.get();
        var numbers =
                handle.createQuery(
                                "select (select value from ledger.incarnation) * 4294967296"
                                        + " + nextval('ledger.counter')"
                                        + " from generate_series(1, ?)")
                        .bind(0, count)
                        .mapTo(Long.class)
                        .list();
        if (numbers.getFirst() <= floor) {
            log.databaseRestored(renew());
            throw new DatabaseRestored();
        }
        highest.accumulateAndGet(numbers.getLast(), Math::max);
        return numbers;
    }

    /** A number for an advisory lock on that name. */
    static long lockKey(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The transaction has to be tried again, in the new incarnation. */
    static final class DatabaseRestored extends RuntimeException {
        DatabaseRestored() {
            super("the database issued a number again: it was restored");
        }
    }
}
