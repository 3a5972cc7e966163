package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.FaultPoints.Step;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks, state and topics end as if nothing had. */
class LedgerFaultsTest {
    private static final int CACHES = 12;
    private static final int EDITS = 5;

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private void wantAll() {
        for (int edit = 1; edit <= EDITS; edit++) {
            for (int cache = 0; cache < CACHES; cache++) {
                scene.want("c" + cache, edit);
            }
        }
    }

    private static Map<String, Long> allHeard() {
        var expected = new HashMap<String, Long>();
        for (int cache = 0; cache < CACHES; cache++) {
            expected.put("c" + cache, (long) EDITS);
        }
        return expected;
    }

    private void endsAsIfNothingHadHappened() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(scene.heard()).isEqualTo(allHeard()));
        await().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
        assertPublishedInOrder();
    }

    /**
     * Per slot every answer is there, sequences rise but for repeats, and the last record is the
     * last answer.
     */
    private void assertPublishedInOrder() {
        var bySlot = new HashMap<String, List<Received.Fact>>();
        for (var received : scene.published(Topic.CACHES)) {
            var fact = (Received.Fact) received;
            bySlot.computeIfAbsent(fact.event().slot().toString(), _ -> new ArrayList<>())
                    .add(fact);
        }
        assertThat(bySlot).hasSize(CACHES);
        bySlot.forEach(
                (slot, facts) -> {
                    var reader = new NewestOfSlots(Clock.systemUTC());
                    var fresh = facts.stream().filter(fact -> reader.accept(fact, slot)).toList();
                    assertThat(fresh)
                            .extracting(fact -> ((SourcePinned) fact.event()).revision())
                            .containsExactly("1", "2", "3", "4", "5");
                    assertThat(facts.getLast().meta()).isEqualTo(fresh.getLast().meta());
                });
        for (int cache = 0; cache < CACHES; cache++) {
            assertThat(scene.handled("c" + cache)).isEqualTo(EDITS);
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void diesAtEachStepAndGoesOn(Step step) {
        var reached = new AtomicInteger();
        scene.ledger(
                next -> {
                    // The 2nd, 4th … 10th time: dies in the middle, with everything half done.
                    if (next == step) {
                        int times = reached.incrementAndGet();
                        if (times % 2 == 0 && times <= 10) {
                            throw new Died();
                        }
                    }
                });

        wantAll();

        endsAsIfNothingHadHappened();
        assertThat(reached).hasPositiveValue();
    }

    /** Looks like a connection that broke, so that it is tried again without end. */
    private static final class Died extends RuntimeException {
        Died() {
            super(new SQLTransientConnectionException("died"));
        }
    }

    @Test
    void sessionsThatEndInTheMiddleLoseAndRepeatNothing() {
        scene.ledger();
        for (int edit = 1; edit <= EDITS; edit++) {
            for (int cache = 0; cache < CACHES; cache++) {
                scene.want("c" + cache, edit);
                if (cache % 5 == 0) {
                    EmbeddedDatabase.shared().endSessions(scene.databaseName);
                }
            }
        }

        endsAsIfNothingHadHappened();
    }

    @Test
    void aDatabaseThatIsAwayPausesAndIsNamed() {
        var ledger = scene.ledger();
        await().untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        EmbeddedDatabase.shared().allow(scene.databaseName, false);
        wantAll();

        await().untilAsserted(
                        () ->
                                assertThat(ledger.health().state())
                                        .isEqualTo(LedgerHealth.State.PAUSED));
        EmbeddedDatabase.shared().allow(scene.databaseName, true);

        endsAsIfNothingHadHappened();
        await().untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void twoReplicasShareAndTakeOverWhileOneComesAndGoes() {
        scene.ledger();
        for (int edit = 1; edit <= EDITS; edit++) {
            var second = scene.ledger();
            for (int cache = 0; cache < CACHES; cache++) {
                scene.want("c" + cache, edit);
            }
            second.close();
        }

        endsAsIfNothingHadHappened();
    }

    @Test
    void aRestoredDatabaseIssuesNoNumberAgain() {
        var ledger = scene.ledger();
        scene.want("c1", 1);
        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(1));
        ledger.close();
        EmbeddedDatabase.shared().copy(scene.databaseName, scene.databaseName + "_backup");
        var before = scene.ledger();
        scene.want("c1", 2);
        scene.want("c1", 3);
        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(3));
        before.close();

        EmbeddedDatabase.shared().copy(scene.databaseName + "_backup", scene.databaseName);
        scene.ledger();

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("c1", 3L));
        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(5));
        assertThat(scene.published(Topic.CACHES))
                .extracting(received -> ((Received.Fact) received).meta().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aDatabaseThatIsRestoredUnderARunningServiceIsNoticed() {
        var ledger = scene.ledger();
        scene.want("c1", 1);
        scene.want("c1", 2);
        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(2));

        scene.jdbi.useHandle(
                handle -> {
                    handle.execute("alter sequence ledger.counter restart with 1");
                    handle.execute("update ledger.incarnation set value = value - 100");
                });
        scene.want("c1", 3);

        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(3));
        assertThat(ledger.health().running()).isTrue();
        assertThat(scene.published(Topic.CACHES))
                .extracting(received -> ((Received.Fact) received).meta().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aHandlerThatKeepsFailingSendsItsEventToTheDeadLettersAndNoOther() {
        var bad = new AtomicBoolean(true);
        scene.ledger(
                EventLedger.builder(scene.settings(), scene.database),
                (received, tx) -> {
                    if (bad.get()
                            && received instanceof Received.Fact fact
                            && fact.event().subject().equals(scene.cache("c3", 2))) {
                        throw new IllegalArgumentException("two is too much");
                    }
                    scene.answer(received, tx);
                });

        scene.want("c3", 1);
        scene.want("c4", 1);
        scene.want("c3", 2);
        scene.want("c4", 2);

        await().untilAsserted(
                        () -> assertThat(scene.heard()).isEqualTo(Map.of("c3", 1L, "c4", 2L)));
        await().untilAsserted(
                        () ->
                                assertThat(deadLetters())
                                        .containsExactly(
                                                "handler: java.lang.IllegalArgumentException:"
                                                        + " two is too much"));
        assertThat(markedKeys()).containsExactly(scene.slot("c3").toString());
        scene.want("c3", 3);
        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("c3", 3L));
        assertThat(markedKeys()).isEmpty();
    }

    @Test
    void theFirstPauseIsAShortOneAgainAfterASuccess() {
        var notes = new Scene.Notes();
        scene.ledger(
                EventLedger.builder(scene.settings(), scene.database).log(notes.log()),
                scene::answer);
        scene.want("c1", 1);
        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("c1", 1L));

        scene.jdbi.useHandle(h -> h.execute("alter table ledger.positions rename to away"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pauses(notes)).contains("PT0.16S"));
        scene.jdbi.useHandle(h -> h.execute("alter table ledger.away rename to positions"));
        scene.want("c1", 2);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scene.heard()).containsEntry("c1", 2L));
        notes.lines.clear();
        scene.jdbi.useHandle(h -> h.execute("alter table ledger.positions rename to away"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pauses(notes)).isNotEmpty());
        assertThat(pauses(notes).getFirst()).isEqualTo("PT0.02S");
    }

    private static List<String> pauses(Scene.Notes notes) {
        return notes.lines.stream()
                .filter(line -> line.startsWith("paused [consumer,"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1, line.length() - 1))
                .toList();
    }

    private List<String> markedKeys() {
        return scene.jdbi.withHandle(
                handle ->
                        handle.createQuery("select slot from ledger.marked_keys where slot like ?")
                                .bind(0, "%" + scene.service + "%")
                                .mapTo(String.class)
                                .list());
    }

    private List<String> deadLetters() {
        return RawTopic.records(scene.broker.bootstrapServers(), Topic.DEAD_LETTERS).stream()
                .map(record -> WireHeader.text(record.headers()))
                .filter(headers -> scene.service.equals(headers.get("deadletter_by")))
                .map(headers -> String.valueOf(headers.get("deadletter_reason")))
                .filter(reason -> !reason.startsWith("payload"))
                .toList();
    }
}
