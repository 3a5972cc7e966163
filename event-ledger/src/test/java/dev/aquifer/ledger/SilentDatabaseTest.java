package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The host of the database vanishes: connections stay, and nothing comes any more. */
class SilentDatabaseTest {
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Scene scene = new Scene(broker);
    private final AtomicBoolean silent = new AtomicBoolean();
    private final Queue<AtomicBoolean> connections = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    SilentDatabaseTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
        broker.close();
    }

    private URI real() {
        var url = EmbeddedDatabase.shared().url(scene.databaseName);
        return URI.create(url.substring("jdbc:".length()));
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var database = new Socket(InetAddress.getLoopbackAddress(), real().getPort());
                sockets.add(client);
                sockets.add(database);
                var alive = new AtomicBoolean(!silent.get());
                connections.add(alive);
                Thread.ofVirtual().start(() -> pass(client, database, alive));
                Thread.ofVirtual().start(() -> pass(database, client, alive));
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    /** What was there in a silent time never hears anything again, not even its end. */
    private void pass(Socket from, Socket to, AtomicBoolean alive) {
        var buffer = new byte[8192];
        try {
            for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
                if (!alive.get()) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
                to.getOutputStream().flush();
            }
            if (alive.get()) {
                to.close();
            }
        } catch (IOException e) {
            sockets.remove(from);
        }
    }

    @Test
    void aLedgerWhoseConnectionsFellSilentGoesOnWithOthers() {
        var database =
                Jdbi.create(
                        "jdbc:postgresql://localhost:%d/%s?user=postgres&socketTimeout=2"
                                .formatted(server.getLocalPort(), scene.databaseName));
        scene.ledger(EventLedger.builder(scene.settings(), database), scene::answer);
        scene.want("gemma", 1);
        settled(1);

        silent.set(true);
        connections.forEach(connection -> connection.set(false));
        scene.want("gemma", 2);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> scene.heard().equals(Map.of("gemma", 1L)));
        silent.set(false);

        settled(2);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> scene.published(Topic.CACHES).size() == 2);
    }

    private void settled(long generation) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(scene.heard()).isEqualTo(Map.of("gemma", generation));
                            assertThat(scene.outboxRows()).isZero();
                        });
    }
}
