package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** PostgreSQL dies, or its answer does: one effect, one record. */
class DatabaseCrashTest {
    private static final int EDITS = 20;

    @Test
    void aServerThatCrashesUnderARunningLedgerLosesAndRepeatsNothing() {
        try (var own = EmbeddedDatabase.start();
                var scene = new Scene(EmbeddedBroker.shared(), own)) {
            var ledger = scene.ledger();
            for (int edit = 1; edit <= EDITS; edit++) {
                scene.want("gemma", edit);
                if (edit % 5 == 0) {
                    // One that still recovers from the last time lets nobody in.
                    await().atMost(Duration.ofSeconds(60))
                            .ignoreExceptions()
                            .until(() -> own.crash(scene.databaseName));
                }
            }

            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> {
                                assertThat(scene.heard()).containsEntry("gemma", (long) EDITS);
                                assertThat(scene.outboxRows()).isZero();
                            });
            assertThat(scene.handled("gemma")).isEqualTo(EDITS);
            publishedOnce(scene);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        }
    }

    /** Seen as soon as transactions of relays that died before were given up by the broker. */
    private static void publishedOnce(Scene scene) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(EDITS));
    }

    /** Every so many commits, done or not done, end with a lost connection. */
    private static DataSource losing(
            DataSource real, AtomicInteger commits, int each, boolean done) {
        return (DataSource)
                Proxy.newProxyInstance(
                        DataSource.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (_, method, arguments) -> {
                            var result = call(real, method, arguments);
                            return result instanceof Connection connection
                                    ? losing(connection, commits, each, done)
                                    : result;
                        });
    }

    private static Connection losing(
            Connection real, AtomicInteger commits, int each, boolean done) {
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("commit")
                                    && commits.incrementAndGet() % each == 0) {
                                if (done) {
                                    real.commit();
                                }
                                real.close();
                                throw new SQLException("no answer", "08006");
                            }
                            return call(real, method, arguments);
                        });
    }

    private static Object call(Object on, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void whatBecameOfACommitWithoutAnAnswerIsLookedUpByTheConsumer() {
        for (boolean done : new boolean[] {true, false}) {
            try (var scene = new Scene()) {
                var commits = new AtomicInteger();
                scene.ledger(
                        EventLedger.builder(
                                scene.settings(), losing(scene.database, commits, 4, done)),
                        scene::answer);
                for (int edit = 1; edit <= EDITS; edit++) {
                    scene.want("gemma", edit);
                }

                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(
                                () -> {
                                    assertThat(scene.heard()).containsEntry("gemma", (long) EDITS);
                                    assertThat(scene.outboxRows()).isZero();
                                });
                assertThat(scene.handled("gemma")).isEqualTo(EDITS);
                publishedOnce(scene);
            }
        }
    }

    @Test
    void whatBecameOfACommitWithoutAnAnswerIsLookedUpForATimer() {
        try (var scene = new Scene()) {
            LedgerTables.in(scene.database);
            var commits = new AtomicInteger();
            // Not started: only the timer commits. It is the second one, after the schema's.
            var ledger =
                    EventLedger.builder(scene.settings(), losing(scene.database, commits, 2, true))
                            .build();

            var answer =
                    ledger.inTransaction(
                            Cause.continuing("timer"),
                            tx -> {
                                tx.jdbi().execute("insert into heard values ('gemma', 1, 1)");
                                tx.publish(
                                        Topic.CACHES,
                                        new SourcePinned(scene.cache("gemma", 1), "r1", tx.now()));
                                return "done";
                            });

            assertThat(answer).isEqualTo("done");
            assertThat(commits).hasValue(2);
            assertThat(scene.heard()).containsEntry("gemma", 1L);
            assertThat(scene.outboxRows()).isEqualTo(1);
        }
    }
}
