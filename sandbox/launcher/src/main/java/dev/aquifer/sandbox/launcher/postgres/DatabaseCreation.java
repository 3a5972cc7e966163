package dev.aquifer.sandbox.launcher.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Makes a role and a database of its own for each service; what exists keeps its content and gets
 * the password of the file.
 */
public final class DatabaseCreation {
    private final PostgresServer server;
    private final Map<String, Secret> passwords;

    /** The passwords by the name of role and database. */
    public DatabaseCreation(PostgresServer server, Map<String, Secret> passwords) {
        passwords.keySet().forEach(DatabaseCreation::requireWord);
        this.server = server;
        this.passwords = Map.copyOf(passwords);
    }

    /** Returns when all exist. */
    public void run() throws SQLException {
        try (var connection = connect()) {
            for (var entry : passwords.entrySet()) {
                role(connection, entry.getKey(), entry.getValue());
                database(connection, entry.getKey());
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.put("user", PostgresServer.SUPERUSER);
        properties.put("password", server.superuser().value());
        var url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.port());
        var connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("not a PostgreSQL address: " + url);
        }
        return connection;
    }

    private static void role(Connection connection, String name, Secret password)
            throws SQLException {
        var verb = exists(connection, "pg_roles", "rolname", name) ? "ALTER" : "CREATE";
        execute(
                connection,
                "%s ROLE %s LOGIN PASSWORD '%s'".formatted(verb, name, password.value()));
    }

    private static void database(Connection connection, String name) throws SQLException {
        if (!exists(connection, "pg_database", "datname", name)) {
            execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, name));
        }
    }

    private static boolean exists(Connection connection, String table, String column, String name)
            throws SQLException {
        var query = "SELECT 1 FROM %s WHERE %s = ?".formatted(table, column);
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void requireWord(String name) {
        if (!name.matches("[a-z][a-z_]*")) {
            throw new IllegalArgumentException("'" + name + "' is not a name for a database");
        }
    }
}
