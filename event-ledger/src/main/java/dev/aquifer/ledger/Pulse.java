package dev.aquifer.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/**
 * Lets the database see that the process of a session still moves. The database ends the session of
 * one that does not (it was stopped, its machine is paused, the network is cut), and with it the
 * locks that others wait for.
 */
final class Pulse implements AutoCloseable {
    private static final int BEATS = 5;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final Handle session;
    private final Statement statement;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private Pulse(Handle session, Statement statement, Duration frozenAfter) {
        this.session = session;
        this.statement = statement;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("ledger-pulse")
                        .start(() -> beat(frozenAfter.dividedBy(BEATS)));
    }

    /** Begins, for a session that is in no transaction. */
    static Pulse of(Handle session, Duration frozenAfter) {
        session.execute("set idle_session_timeout = " + frozenAfter.toMillis());
        session.execute("set idle_in_transaction_session_timeout = " + frozenAfter.toMillis());
        try {
            return new Pulse(session, session.getConnection().createStatement(), frozenAfter);
        } catch (SQLException e) {
            throw new IllegalStateException("the session is broken", e);
        }
    }

    /** Between the statements of the session's own thread, which the driver lets take turns. */
    private void beat(Duration pause) {
        try {
            while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                var _ = beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean beat() {
        try {
            return statement.execute("select 1");
        } catch (SQLException e) {
            // A transaction that failed, or a session that is gone: its own thread knows.
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.join(LONGEST_CLOSE)) {
                statement.close();
                session.execute("reset idle_session_timeout");
                session.execute("reset idle_in_transaction_session_timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            // The session is broken and goes nowhere any more.
            return;
        }
    }
}
