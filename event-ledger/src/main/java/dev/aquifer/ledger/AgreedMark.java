package dev.aquifer.ledger;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * The mark that a database knows what the topics say (ADR 0012). It is a lock that a session holds,
 * so no backup has it: a database that was restored is without the mark until it was compared. A
 * session that saw the mark knows for as long as it lasts and the table is the one that it was: a
 * restore ends all sessions, or makes the tables again in place. So the mark stays while any
 * replica has a session of before.
 */
final class AgreedMark {
    private static final long LOCK = Numbering.lockKey("aquifer ledger agreed");

    /** Another one after a restore in place; none while the table is not there. */
    private static final String KEY = "(? # to_regclass('ledger.levels')::oid::bigint)";

    private static final String IS_SET =
            "select coalesce(not pg_try_advisory_xact_lock_shared(" + KEY + "), false)";

    private final Handle session;
    private long key;
    private boolean known;
    private boolean held;

    /** For that session, which is not in a transaction. */
    AgreedMark(Handle session) {
        this.session = session;
    }

    /** Whether the database of that transaction has the mark. */
    static boolean isSet(Handle transaction) {
        return transaction.createQuery(IS_SET).bind(0, LOCK).mapTo(Boolean.class).one();
    }

    /**
     * The same, for a transaction that the database ends when its owner does not move any more for
     * so long: others may wait for what it has locked.
     */
    static boolean isSet(Handle transaction, Duration frozenAfter) {
        return transaction
                .createQuery(
                        IS_SET + ", set_config('idle_in_transaction_session_timeout', ?, true)")
                .bind(0, LOCK)
                .bind(1, Long.toString(frozenAfter.toMillis()))
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** All was compared in this session, since {@link #keep} was called last. */
    void set() {
        known = true;
        keep();
    }

    /** Holds the mark when nobody else does any more, and this session knows that it holds. */
    void keep() {
        long now =
                session.createQuery("select coalesce(" + KEY + ", 0)")
                        .bind(0, LOCK)
                        .mapTo(Long.class)
                        .one();
        if (now != key) {
            release();
            known = false;
            key = now;
        }
        if (!known) {
            known = isSet(session);
        }
        if (known && !held) {
            held =
                    session.createQuery("select pg_try_advisory_lock(?)")
                            .bind(0, key)
                            .mapTo(Boolean.class)
                            .one();
        }
    }

    /** Whether this session knows that the database has the mark, or had it a moment ago. */
    boolean isKnown() {
        return known;
    }

    /** Before the session goes back to where it came from. */
    void release() {
        if (held) {
            session.execute("select pg_advisory_unlock(?)", key);
            held = false;
        }
    }
}
