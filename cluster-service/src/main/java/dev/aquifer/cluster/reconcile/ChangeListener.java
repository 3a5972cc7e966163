package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.store.ClusterStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Hears what was committed, by whichever replica, and tells the fleet. */
public final class ChangeListener implements AutoCloseable {
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final int LOOK_UP_MILLIS = 500;

    private final DataSource database;
    private final Fleet fleet;
    private final Thread thread;
    private volatile boolean closed;

    /** Listens from now on. */
    public ChangeListener(DataSource database, Fleet fleet) {
        this.database = database;
        this.fleet = fleet;
        this.thread = Thread.ofVirtual().name("changes").start(this::run);
    }

    private void run() {
        while (!closed) {
            try (var connection = database.getConnection()) {
                listen(connection);
            } catch (SQLException e) {
                ClusterLog.databaseAway(e);
                try {
                    Thread.sleep(RECONNECT);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + ClusterStore.CHANNEL);
        }
        fleet.changed("");
        fleet.lookAtAll();
        var postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            for (var notification : postgres.getNotifications(LOOK_UP_MILLIS)) {
                fleet.changed(notification.getParameter());
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("unlisten *");
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
