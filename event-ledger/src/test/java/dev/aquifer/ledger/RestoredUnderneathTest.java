package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database is put back while a ledger runs, which is told nothing of that. */
class RestoredUnderneathTest {
    private static final Cause TIMER = Cause.continuing("timer");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Scene scene = new Scene(broker);
    private final Scene.Notes notes = new Scene.Notes();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void close() {
        done.set(true);
        goOn.countDown();
        scene.close();
        broker.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
    }

    private EventLedger ledger() {
        return scene.ledger(
                EventLedger.builder(scene.settings(), scene.database).log(notes.log()),
                (received, tx) -> {
                    if (holding.get()) {
                        held.countDown();
                        waitFor(goOn);
                    }
                    scene.answer(received, tx);
                });
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settled(Map<String, Long> heard) {
        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(scene.heard()).isEqualTo(heard);
                            assertThat(scene.outboxRows()).isZero();
                        });
    }

    /** Looks all the time which generation the database knows. */
    private List<Long> timer(EventLedger ledger) {
        var seen = new CopyOnWriteArrayList<Long>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (!done.get()) {
                                try {
                                    seen.add(generation(ledger));
                                    TimeUnit.MILLISECONDS.sleep(1);
                                } catch (RuntimeException | InterruptedException e) {
                                    notes.lines.add("timer " + e); // and ticks again
                                }
                            }
                        });
        return seen;
    }

    private static long generation(EventLedger ledger) {
        return ledger.inTransaction(
                TIMER,
                tx ->
                        tx.jdbi()
                                .createQuery("select generation from heard where cache = 'gemma'")
                                .mapTo(Long.class)
                                .one());
    }

    private boolean isAbreast(EventLedger ledger) {
        return scene.jdbi.withHandle(
                handle -> ledger.isAbreast(handle, Topic.DESIRED, scene.slot("gemma").partition()));
    }

    @Test
    void nobodyDecidesOnTheOldStateBeforeWhatWasHeardSinceIsHandledAgain() {
        var ledger = ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        var backup = scene.databaseName + "_backup";
        EmbeddedDatabase.shared().copy(scene.databaseName, backup);
        scene.want("gemma", 2);
        settled(Map.of("gemma", 2L));
        eventually().until(() -> isAbreast(ledger));
        var seen = timer(ledger);
        eventually().until(() -> seen.contains(2L));

        holding.set(true);
        EmbeddedDatabase.shared().copy(backup, scene.databaseName);
        waitFor(held);
        // It is compared with the topics, is where the backup was, and has not heard the rest.
        eventually().until(() -> scene.heard().equals(Map.of("gemma", 1L)));
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> !seen.contains(1L) && !isAbreast(ledger));
        int before = seen.size();
        goOn.countDown();

        eventually().until(() -> seen.size() > before && isAbreast(ledger));
        assertThat(seen).containsOnly(2L);
        assertThat(scene.heard()).isEqualTo(Map.of("gemma", 2L));
    }

    private void say(EventLedger ledger, String revision) {
        ledger.inTransaction(
                TIMER,
                tx -> {
                    var pinned = new SourcePinned(scene.cache("gemma", 1), revision, Scene.TIME);
                    new Said(tx, tx.cause()).say(Topic.CACHES, pinned);
                    return tx;
                });
        eventually().until(() -> scene.outboxRows() == 0);
    }

    private String said(EventLedger ledger) {
        var slot = new SourcePinned(scene.cache("gemma", 1), "any", Scene.TIME).slot();
        return ledger.inTransaction(
                TIMER,
                tx ->
                        new Said(tx, tx.cause())
                                .last(Topic.CACHES, slot, SourcePinned.class)
                                .map(SourcePinned::revision)
                                .orElse("nothing"));
    }

    @Test
    void tablesThatWereMadeAgainInPlaceAreAnotherDatabaseThoughNoSessionEnded() {
        var ledger = ledger();
        say(ledger, "1");
        scene.jdbi.useTransaction(
                handle -> {
                    handle.execute("create table levels (like ledger.levels including all)");
                    handle.execute("create table published (like ledger.published including all)");
                    handle.execute("insert into levels select * from ledger.levels");
                    handle.execute("insert into published select * from ledger.published");
                });
        say(ledger, "2");
        assertThat(said(ledger)).isEqualTo("2");

        scene.jdbi.useTransaction(
                handle -> {
                    handle.execute("drop table ledger.levels, ledger.published");
                    handle.execute("alter table levels set schema ledger");
                    handle.execute("alter table published set schema ledger");
                });

        assertThat(said(ledger)).isEqualTo("2");
        assertThat(notes.lines).anyMatch(line -> line.startsWith("learnedFromTopic"));
    }
}
