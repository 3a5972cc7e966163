package dev.aquifer.ledger;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A commit whose answer may be lost; the database remembers what became of it. */
final class CommitUnderWay<T> {
    private static final int LOOKS = 50;
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(100);

    private @Nullable String transaction;
    private @Nullable T result;

    /** Whatever was under way is not any more. */
    void over() {
        transaction = null;
        result = null;
    }

    void begins(Handle handle, T decided) {
        transaction =
                handle.createQuery("select pg_current_xact_id()::text").mapTo(String.class).one();
        result = decided;
    }

    /** The result when it was committed; empty when it was not, or nobody says within seconds. */
    Optional<T> ifCommitted(Jdbi database) {
        var asked = transaction;
        for (int look = 0; asked != null && look < LOOKS; look++) {
            var status = status(database, asked);
            if (status.equals("committed")) {
                return Optional.ofNullable(result);
            }
            if (status.equals("aborted")) {
                return Optional.empty();
            }
            LockSupport.parkNanos(BETWEEN);
        }
        return Optional.empty();
    }

    private static String status(Jdbi database, String transaction) {
        try {
            return database.withHandle(
                    handle ->
                            handle.createQuery("select coalesce(pg_xact_status(?::xid8), '')")
                                    .bind(0, transaction)
                                    .mapTo(String.class)
                                    .one());
        } catch (RuntimeException e) {
            if (!Troubles.passing(e)) {
                throw e;
            }
            return "";
        }
    }
}
