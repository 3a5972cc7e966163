package dev.aquifer.sandbox.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database as a process: never as root, a role and a database per service, data that survives a
 * kill.
 */
class PostgresServerTest {
    @TempDir private Path temporary;

    @Test
    void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
        var server = server(temporary.resolve("a b"));
        var password = Secret.in(temporary.resolve("cache.password"));
        server.initialise();
        server.initialise();
        try (var running = new Running(server)) {
            create(running, password);
            execute(server, password, "CREATE TABLE kept (n int)");
            execute(server, password, "INSERT INTO kept VALUES (42)");
            running.kill();
        }
        try (var running = new Running(server)) {
            create(running, password);
            try (var connection = connect(server, password);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT n FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }

    @Test
    void asksForAPassword() throws Exception {
        var server = server(temporary.resolve("data"));
        server.initialise();
        try (var running = new Running(server)) {
            create(running, Secret.in(temporary.resolve("cache.password")));
            var wrong = new Secret(temporary.resolve("x"), "wrong");
            assertThatThrownBy(() -> connect(server, wrong)).hasMessageContaining("password");
        }
    }

    @Test
    void secretsAreKeptForTheirOwnerAlone() throws IOException {
        var secret = Secret.in(temporary.resolve("s"));
        assertThat(Files.getPosixFilePermissions(secret.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Secret.in(temporary.resolve("s"))).isEqualTo(secret);
        assertThat(secret.toString()).doesNotContain(secret.value());
    }

    private PostgresServer server(Path data) throws IOException {
        var binaries = PostgresBinaries.unpackedIn(temporary.resolve("cache"));
        var user = Unprivileged.forFolder(binaries.program("postgres"), temporary);
        var superuser = Secret.in(temporary.resolve("superuser.password"));
        // Not of those that the system lends to outgoing connections.
        int port = new Ports(new Folder(temporary), new SecureRandom()).of("postgres");
        return new PostgresServer(binaries, data, port, superuser, user);
    }

    private static void create(Running running, Secret password) {
        var creation = new DatabaseCreation(running.server, Map.of("cache_service", password));
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(
                        () -> {
                            running.startUnlessItRuns();
                            creation.run();
                        });
    }

    private static void execute(PostgresServer server, Secret password, String sql)
            throws SQLException {
        try (var connection = connect(server, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(PostgresServer server, Secret password) throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:%d/cache_service".formatted(server.port());
        return DriverManager.getConnection(url, "cache_service", password.value());
    }

    private static final class Running implements AutoCloseable {
        private final PostgresServer server;
        private Process process;

        Running(PostgresServer server) throws IOException {
            this.server = server;
            this.process = start(server);
        }

        /**
         * As its supervisor does: it refuses to start while a process of one that was killed is
         * still there.
         */
        void startUnlessItRuns() throws IOException {
            if (!process.isAlive()) {
                process = start(server);
            }
        }

        private static Process start(PostgresServer server) throws IOException {
            return new ProcessBuilder(server.command())
                    .redirectErrorStream(true)
                    .redirectOutput(server.data().resolveSibling("postgres.log").toFile())
                    .start();
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
            kill();
        }
    }
}
