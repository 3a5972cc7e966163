package dev.aquifer.deployment;

import dev.aquifer.deployment.store.Due;
import dev.aquifer.deployment.store.Due.DueRow;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Decides the deployments that are due, each in a transaction of its own: one that cannot be
 * decided keeps no other waiting, and is tried again after a pause. Hears at once when some become
 * due, whichever replica says so.
 */
final class DueDecisions implements AutoCloseable {
    private static final Duration LOOK_UP = Duration.ofMillis(500);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final EventLedger ledger;
    private final DataSource database;
    private final DeploymentFlow flow;
    private final DeploymentLog log;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    private DueDecisions(
            EventLedger ledger, DataSource database, DeploymentFlow flow, DeploymentLog log) {
        this.ledger = ledger;
        this.database = database;
        this.flow = flow;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("due-decisions").unstarted(this::run);
    }

    /** Decides from now on what is due. */
    static DueDecisions start(
            EventLedger ledger, DataSource database, DeploymentFlow flow, DeploymentLog log) {
        var decisions = new DueDecisions(ledger, database, flow, log);
        decisions.thread.start();
        return decisions;
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!closed()) {
            try (var connection = database.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException e) {
                // The edge of a thread: a database that is away must not end it.
                if (!closed()) {
                    log.timerFailed("deciding what is due", e);
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            closing.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + Due.CHANNEL);
        }
        var postgres = connection.unwrap(PGConnection.class);
        while (!closed()) {
            if (ledger.hasCaughtUp()) {
                decide(); // nothing is decided on half of what was said
            }
            var _ = postgres.getNotifications((int) LOOK_UP.toMillis());
        }
        try (var statement = connection.createStatement()) {
            statement.execute("unlisten *");
        }
    }

    private void decide() {
        var due =
                ledger.inTransaction(
                        Cause.continuing("deployment-service-due"),
                        tx -> new Due(tx.jdbi()).at(tx.now()));
        for (var one : due) {
            if (!closed()) {
                decide(one);
            }
        }
    }

    private void decide(DueRow due) {
        try {
            ledger.inTransaction(
                    due.cause(),
                    tx -> {
                        flow.decide(due, tx);
                        return due;
                    });
        } catch (RuntimeException e) {
            // Whatever is wrong with this one is wrong with no other.
            log.decidingFailed(due.resource().toString(), e);
            var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(due.failures(), MOST_DOUBLINGS));
            ledger.inTransaction(
                    due.cause(),
                    tx -> {
                        new Due(tx.jdbi()).putOff(due, tx.now().plus(pause));
                        return due;
                    });
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
