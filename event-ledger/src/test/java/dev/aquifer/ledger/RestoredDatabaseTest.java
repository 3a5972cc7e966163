package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database is put back to an older state; the topics are not. */
class RestoredDatabaseTest {
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Scene scene = new Scene(broker);
    private final Scene.Notes notes = new Scene.Notes();

    @AfterEach
    void close() {
        scene.close();
        broker.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private EventLedger ledger() {
        return ledger(Clock.systemUTC());
    }

    private EventLedger ledger(Clock clock) {
        return scene.ledger(
                EventLedger.builder(scene.settings(), scene.database).clock(clock).log(notes.log()),
                this::say);
    }

    /** Says which generation is pinned, if that is news. */
    private void say(Received received, LedgerTransaction tx) {
        if (received instanceof Received.Fact fact
                && fact.event() instanceof CacheWithdrawn desired) {
            var subject = desired.subject();
            tx.jdbi()
                    .execute(
                            "insert into heard values (?, ?, 1) on conflict (cache) do update"
                                    + " set generation = excluded.generation,"
                                    + " handled = heard.handled + 1",
                            subject.resource().name(),
                            subject.generation());
            new Said(tx, tx.cause())
                    .say(
                            Topic.CACHES,
                            new SourcePinned(
                                    subject, Long.toString(subject.generation()), tx.now()));
        }
    }

    private void backup() {
        EmbeddedDatabase.shared().copy(scene.databaseName, scene.databaseName + "_backup");
    }

    private void restore() {
        EmbeddedDatabase.shared().copy(scene.databaseName + "_backup", scene.databaseName);
    }

    /** What the topic holds, in order. */
    private List<String> revisions(String cache) {
        var revisions = new ArrayList<String>();
        for (var received : scene.published(Topic.CACHES)) {
            switch (received) {
                case Received.Gone gone -> revisions.add(gone.key() + " is gone");
                case Received.Fact fact -> {
                    if (fact.event() instanceof SourcePinned pinned
                            && pinned.subject().resource().name().equals(cache)) {
                        revisions.add(pinned.revision());
                    }
                }
            }
        }
        return revisions;
    }

    private void numbersRise() {
        assertThat(scene.published(Topic.CACHES))
                .extracting(received -> ((Received.Fact) received).meta().sequence())
                .doesNotHaveDuplicates();
        assertThat(
                        scene.published(Topic.CACHES).stream()
                                .filter(
                                        r ->
                                                ((Received.Fact) r)
                                                        .event()
                                                        .slot()
                                                        .toString()
                                                        .contains("/gemma/"))
                                .map(r -> ((Received.Fact) r).meta().sequence()))
                .isSorted();
    }

    private void settled(Map<String, Long> heard) {
        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(scene.heard()).isEqualTo(heard);
                            assertThat(scene.outboxRows()).isZero();
                        });
    }

    @Test
    void whatTheTopicsHoldAlreadyIsNotSaidAgainNorTakenBack() {
        var before = ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        before.close();
        backup();
        var later = ledger();
        scene.want("gemma", 2);
        scene.want("llama", 1);
        settled(Map.of("gemma", 2L, "llama", 1L));
        later.close();

        restore();
        ledger();

        settled(Map.of("gemma", 2L, "llama", 1L));
        scene.want("gemma", 3);
        settled(Map.of("gemma", 3L, "llama", 1L));
        assertThat(revisions("gemma")).endsWith("2", "3").startsWith("1", "2");
        assertThat(revisions("llama")).containsExactly("1");
        numbersRise();
        assertThat(notes.lines).anyMatch(line -> line.startsWith("learnedFromTopic"));
    }

    @Test
    void aRestoreUnderARunningServiceEndsInTheSameState() {
        ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        backup();
        eventually().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
        scene.want("gemma", 2);
        scene.want("llama", 1);
        settled(Map.of("gemma", 2L, "llama", 1L));

        restore();

        settled(Map.of("gemma", 2L, "llama", 1L));
        scene.want("gemma", 3);
        settled(Map.of("gemma", 3L, "llama", 1L));
        assertThat(revisions("gemma")).containsExactly("1", "2", "3");
        assertThat(revisions("llama")).containsExactly("1");
        numbersRise();
    }

    @Test
    void whatWaitedInTheOutboxAtTheTimeOfTheBackupDoesNotComeAfterWhatWasSaidSince() {
        var before = ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        broker.goAway();
        before.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    new Said(tx, tx.cause())
                            .say(
                                    Topic.CACHES,
                                    new SourcePinned(scene.cache("gemma", 1), "x", tx.now()));
                    return tx;
                });
        before.close();
        backup();
        assertThat(scene.outboxRows()).isEqualTo(1);
        broker.comeBack();
        var later = ledger();
        scene.want("gemma", 2);
        settled(Map.of("gemma", 2L));
        later.close();

        restore();
        ledger();

        settled(Map.of("gemma", 2L));
        assertThat(revisions("gemma")).containsExactly("1", "x", "2");
    }

    @Test
    void aClockThatWasSetBackAsWellReissuesNoNumber() {
        var before = ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        before.close();
        backup();
        var later = ledger(Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
        scene.want("gemma", 2);
        settled(Map.of("gemma", 2L));
        later.close();

        restore();
        ledger(Clock.fixed(Scene.TIME, ZoneOffset.UTC));
        scene.want("gemma", 3);

        settled(Map.of("gemma", 3L));
        assertThat(revisions("gemma")).endsWith("3");
        numbersRise();
    }

    @Test
    void whatWasLearnedFromATopicCanBeTakenBack() {
        var before = ledger();
        scene.want("llama", 1);
        settled(Map.of("llama", 1L));
        before.close();
        backup();
        var later = ledger();
        scene.want("gemma", 1);
        settled(Map.of("llama", 1L, "gemma", 1L));
        later.close();

        restore();
        var after = ledger();
        settled(Map.of("llama", 1L, "gemma", 1L));
        after.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    new Said(tx, tx.cause())
                            .unsayAll(Topic.CACHES, scene.cache("gemma", 1).resource(), "");
                    return tx;
                });

        eventually()
                .untilAsserted(
                        () ->
                                assertThat(revisions("gemma"))
                                        .contains(
                                                new SourcePinned(
                                                                        scene.cache("gemma", 1),
                                                                        "1",
                                                                        Scene.TIME)
                                                                .slot()
                                                        + " is gone"));
    }

    private String saidByTimer(EventLedger ledger) {
        return ledger.inTransaction(
                Cause.continuing("timer"),
                tx ->
                        new Said(tx, tx.cause())
                                .last(Topic.CACHES, pinned("any").slot(), SourcePinned.class)
                                .map(SourcePinned::revision)
                                .orElse("nothing"));
    }

    private SourcePinned pinned(String revision) {
        return new SourcePinned(scene.cache("gemma", 1), revision, Scene.TIME);
    }

    private void sayByTimer(EventLedger ledger, String revision) {
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    new Said(tx, tx.cause()).say(Topic.CACHES, pinned(revision));
                    return tx;
                });
        eventually().untilAsserted(() -> assertThat(revisions("gemma")).endsWith(revision));
        eventually().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
    }

    @Test
    void aTimerDecidesNothingBeforeTheDatabaseLearnedWhatItSaid() {
        var before = ledger();
        sayByTimer(before, "1");
        before.close();
        backup();
        var later = ledger();
        sayByTimer(later, "2");
        later.close();

        restore();
        broker.goAway();
        var after = ledger();
        assertThatThrownBy(() -> saidByTimer(after)).isInstanceOf(NotAgreedException.class);
        broker.comeBack();

        eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(saidByTimer(after)).isEqualTo("2"));
    }

    @Test
    void aTimerDecidesNothingOnADatabaseThatWasRestoredUnderIt() {
        var ledger = ledger();
        sayByTimer(ledger, "1");
        backup();
        eventually().ignoreExceptions().untilAsserted(() -> saidByTimer(ledger));
        sayByTimer(ledger, "2");

        broker.goAway();
        restore();
        eventually()
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> saidByTimer(ledger))
                                        .isInstanceOf(NotAgreedException.class));
        broker.comeBack();

        eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(saidByTimer(ledger)).isEqualTo("2"));
    }

    private boolean isAbreast(EventLedger ledger) {
        return scene.jdbi.withHandle(
                handle -> ledger.isAbreast(handle, Topic.DESIRED, partition()));
    }

    private String partition() {
        return scene.slot("gemma").partition();
    }

    @Test
    void aReplicaOwnsNothingOfWhichTheDatabaseKnowsLessThanItHandled() {
        var ledger = ledger();
        scene.want("gemma", 1);
        settled(Map.of("gemma", 1L));
        backup();
        scene.want("gemma", 2);
        settled(Map.of("gemma", 2L));
        eventually().untilAsserted(() -> assertThat(isAbreast(ledger)).isTrue());

        broker.goAway();
        restore();

        eventually().ignoreExceptions().until(() -> !isAbreast(ledger));
        broker.comeBack();
        eventually()
                .ignoreExceptions()
                .until(() -> isAbreast(ledger) && ledger.owns(Topic.DESIRED, partition()));
        assertThat(scene.heard()).isEqualTo(Map.of("gemma", 2L));
    }

    @Test
    void aReplicaOwnsAPartitionOnceItHandledWhatWasThere() {
        scene.want("gemma", 1);
        scene.want("gemma", 2);
        var handling = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var ledger =
                scene.ledger(
                        EventLedger.builder(scene.settings(), scene.database).log(notes.log()),
                        (received, tx) -> {
                            handling.countDown();
                            awaitQuietly(goOn);
                            say(received, tx);
                        });
        awaitQuietly(handling);

        assertThat(ledger.owns(Topic.DESIRED, partition())).isFalse();
        assertThat(ledger.hasCaughtUp()).isFalse();
        goOn.countDown();

        eventually().until(() -> ledger.owns(Topic.DESIRED, partition()));
        eventually().until(ledger::hasCaughtUp);
        assertThat(scene.heard()).isEqualTo(Map.of("gemma", 2L));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
