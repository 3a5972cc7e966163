package dev.aquifer.ledger.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * A PostgreSQL server with as many databases as tests ask for. One is enough for a JVM: {@link
 * #shared()}.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    private static final class Shared {
        static final EmbeddedDatabase SERVER = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    /** The server of this JVM; it ends with the JVM. */
    public static EmbeddedDatabase shared() {
        return Shared.SERVER;
    }

    /** Another server. */
    public static EmbeddedDatabase start() {
        try {
            return new EmbeddedDatabase(
                    EmbeddedPostgres.builder()
                            .setServerConfig("fsync", "off")
                            // What was committed survives a crash of the server, if not of the
                            // machine.
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("shared_buffers", "16MB")
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database of its own, empty. */
    public DataSource create() {
        return named(createNamed());
    }

    /** The name of a database of its own, empty. */
    public String createNamed() {
        var name = "test_" + NAMES.incrementAndGet();
        Jdbi.create(server.getPostgresDatabase())
                .useHandle(handle -> handle.execute("create database " + name));
        return name;
    }

    /** Connections to that database. */
    public DataSource named(String name) {
        return server.getDatabase("postgres", name);
    }

    /** The address of that database; the user is postgres, without a password. */
    public String url(String name) {
        return server.getJdbcUrl("postgres", name);
    }

    /** Ends all sessions of that database, as a server that is shut down does. */
    public void endSessions(String name) {
        Jdbi.create(server.getPostgresDatabase())
                .useHandle(
                        handle ->
                                handle.execute(
                                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                                + " where datname = ?",
                                        name));
    }

    /**
     * Kills one process of a database with a signal that it cannot handle, as a lack of memory
     * does: the server ends all sessions, recovers and goes on. False when there was none.
     */
    public boolean crash(String name) {
        return Jdbi.create(server.getPostgresDatabase())
                .withHandle(
                        handle ->
                                handle.createQuery(
                                                "select pid from pg_stat_activity"
                                                        + " where datname = ? limit 1")
                                        .bind(0, name)
                                        .mapTo(Long.class)
                                        .findOne())
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::destroyForcibly)
                .isPresent();
    }

    /** Refuses new sessions of that database and ends the old, or lets them in again. */
    public void allow(String name, boolean sessions) {
        Jdbi.create(server.getPostgresDatabase())
                .useHandle(
                        handle ->
                                handle.execute(
                                        "alter database "
                                                + name
                                                + " allow_connections "
                                                + sessions));
        if (!sessions) {
            endSessions(name);
        }
    }

    /** A copy of that database as it is, for a restore. */
    public void copy(String from, String to) {
        endSessions(from);
        Jdbi.create(server.getPostgresDatabase())
                .useHandle(
                        handle -> {
                            handle.execute("drop database if exists " + to + " with (force)");
                            handle.execute("create database " + to + " template " + from);
                        });
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one statement there. */
    public void execute(String database, String sql) throws SQLException {
        try (var connection = named(database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
