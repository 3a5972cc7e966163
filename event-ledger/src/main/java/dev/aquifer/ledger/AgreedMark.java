package dev.aquifer.ledger;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * The mark that a database knows what the topics say (ADR 0012). It is a lock that a session holds,
 * so no backup has it: a database that was restored is without the mark until it was compared. A
 * session that saw the mark knows for as long as it lasts, as a database that is restored ends its
 * sessions; so the mark stays while any replica has a session of before.
 */
final class AgreedMark {
    private static final long LOCK = Numbering.lockKey("aquifer ledger agreed");

    private final Handle session;
    private boolean known;
    private boolean held;

    /** For that session, which is not in a transaction. */
    AgreedMark(Handle session) {
        this.session = session;
    }

    /** Whether the database of that transaction has the mark. */
    static boolean isSet(Handle transaction) {
        return !transaction
                .createQuery("select pg_try_advisory_xact_lock_shared(?)")
                .bind(0, LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * The same, for a transaction that the database ends when its owner does not move any more for
     * so long: others may wait for what it has locked.
     */
    static boolean isSet(Handle transaction, Duration frozenAfter) {
        return !transaction
                .createQuery(
                        "select pg_try_advisory_xact_lock_shared(?), "
                                + "set_config('idle_in_transaction_session_timeout', ?, true)")
                .bind(0, LOCK)
                .bind(1, Long.toString(frozenAfter.toMillis()))
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** All was compared in this session. */
    void set() {
        known = true;
        keep();
    }

    /** Holds the mark when nobody else does any more, and this session knows that it holds. */
    void keep() {
        if (!known) {
            known = isSet(session);
        }
        if (known && !held) {
            held =
                    session.createQuery("select pg_try_advisory_lock(?)")
                            .bind(0, LOCK)
                            .mapTo(Boolean.class)
                            .one();
        }
    }

    /** Before the session goes back to where it came from. */
    void release() {
        if (held) {
            session.execute("select pg_advisory_unlock(?)", LOCK);
            held = false;
        }
    }
}
