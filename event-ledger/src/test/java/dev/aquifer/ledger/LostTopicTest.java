package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that is gone, made again or empty is filled by its owner; its readers begin anew. */
class LostTopicTest {
    private static final int CACHES = 5;

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Scene scene = new Scene(broker);
    private final Scene.Notes notes = new Scene.Notes();

    /** What a service downstream of the scene handled. */
    private final List<String> downstream = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        scene.close();
        broker.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private EventLedger owner() {
        return scene.ledger(
                EventLedger.builder(scene.settings(), scene.database).log(notes.log()),
                scene::answer);
    }

    private void follow() {
        var follower =
                EventLedger.builder(
                                LedgerSettings.of("follower", broker.bootstrapServers()),
                                EmbeddedDatabase.shared().create())
                        .log(notes.log())
                        .build()
                        .on(Topic.CACHES, (received, _) -> downstream.add(text(received)));
        scene.atEnd(follower::close);
        follower.start();
    }

    private TopicReader reader(Topic topic, List<String> heard) {
        var reader =
                TopicReader.of(scene.kafka(), topic)
                        .log(notes.log())
                        .build(batch -> batch.forEach(received -> heard.add(text(received))));
        scene.atEnd(reader::close);
        reader.start();
        return reader;
    }

    private static String text(Received received) {
        return switch (received) {
            case Received.Fact fact -> fact.meta().id();
            case Received.Gone gone -> gone.key() + " is gone";
        };
    }

    private void want(long generation) {
        for (int cache = 0; cache < CACHES; cache++) {
            scene.want("c" + cache, generation);
        }
    }

    private void heard(long generation) {
        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(scene.heard()).hasSize(CACHES);
                            assertThat(scene.heard().values()).containsOnly(generation);
                            assertThat(scene.outboxRows()).isZero();
                        });
    }

    /** The newest record of each slot: its whole meta data, and what it says. */
    private Map<String, Received.Fact> newest() {
        var newest = new HashMap<String, Received.Fact>();
        for (var received : scene.published(Topic.CACHES)) {
            if (received instanceof Received.Fact fact) {
                newest.put(fact.event().slot().toString(), fact);
            } else if (received instanceof Received.Gone gone) {
                newest.remove(gone.key());
            }
        }
        return newest;
    }

    private static Map<String, Object> saying(Map<String, Received.Fact> facts) {
        var saying = new HashMap<String, Object>();
        facts.forEach((slot, fact) -> saying.put(slot, List.of(fact.meta(), fact.event())));
        return saying;
    }

    private boolean told(String what, Topic topic) {
        return notes.lines.stream()
                .anyMatch(line -> line.startsWith(what) && line.contains(topic.topicName()));
    }

    @Test
    void aTopicThatIsMadeAgainIsFilledWithTheVeryRecordsAndNothingIsHandledTwice() {
        owner();
        follow();
        var alsoHeard = new CopyOnWriteArrayList<String>();
        reader(Topic.CACHES, alsoHeard);
        want(1);
        want(2);
        heard(2);
        eventually().untilAsserted(() -> assertThat(downstream).hasSize(2 * CACHES));
        eventually().untilAsserted(() -> assertThat(alsoHeard).hasSize(2 * CACHES));
        var before = saying(newest());

        broker.delete(Topic.CACHES);
        broker.create(Topic.CACHES);

        eventually().untilAsserted(() -> assertThat(saying(newest())).isEqualTo(before));
        eventually().untilAsserted(() -> assertThat(told("topicReplaced", Topic.CACHES)).isTrue());
        want(3);
        heard(3);
        eventually().untilAsserted(() -> assertThat(downstream).hasSize(3 * CACHES));
        eventually().untilAsserted(() -> assertThat(alsoHeard).hasSize(3 * CACHES));
        assertThat(downstream).doesNotHaveDuplicates();
        assertThat(alsoHeard).doesNotHaveDuplicates();
        assertThat(told("topicRefilled", Topic.CACHES)).isTrue();
        assertThat(newest()).hasSize(CACHES);
    }

    @Test
    void aTopicThatIsLostWhileItsOwnerIsAwayIsFilledWhenItStarts() {
        var ledger = owner();
        want(1);
        heard(1);
        var before = saying(newest());
        ledger.close();
        broker.delete(Topic.CACHES);
        broker.create(Topic.CACHES);

        owner();

        eventually().untilAsserted(() -> assertThat(saying(newest())).isEqualTo(before));
    }

    @Test
    void recordsThatAreGoneFromATopicThatIsThereComeBackAndWhatWasTakenBackDoesNot() {
        var ledger = owner();
        want(1);
        heard(1);
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    new Said(tx, tx.cause())
                            .unsay(
                                    Topic.CACHES,
                                    new SourcePinned(scene.cache("c0", 1), "1", tx.now()).slot());
                    return tx;
                });
        eventually().untilAsserted(() -> assertThat(newest()).hasSize(CACHES - 1));
        var before = saying(newest());

        broker.deleteRecords(Topic.CACHES);

        eventually().untilAsserted(() -> assertThat(saying(newest())).isEqualTo(before));
    }

    @Test
    void whileATopicIsMissingItsNameIsSaidAndWhatIsCommittedComesAfterWhatIsFilledIn() {
        var ledger = owner();
        var alsoHeard = new CopyOnWriteArrayList<String>();
        var reader = reader(Topic.CACHES, alsoHeard);
        want(1);
        heard(1);

        broker.delete(Topic.CACHES);
        want(2);
        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(reader.health().state())
                                    .isEqualTo(LedgerHealth.State.PAUSED);
                            assertThat(reader.health().reason()).contains("aquifer.caches");
                            assertThat(ledger.health().state())
                                    .isEqualTo(LedgerHealth.State.PAUSED);
                        });
        broker.create(Topic.CACHES);

        heard(2);
        eventually()
                .untilAsserted(
                        () ->
                                assertThat(newest().values())
                                        .hasSize(CACHES)
                                        .allMatch(
                                                fact -> fact.event().subject().generation() == 2));
        eventually().untilAsserted(() -> assertThat(reader.health().running()).isTrue());
        eventually().untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        eventually().untilAsserted(() -> assertThat(alsoHeard).hasSize(2 * CACHES));
    }

    @Test
    void aReaderWhoseOffsetsAreOfAnotherTopicMissesNothingOfTheNewOne() throws Exception {
        owner();
        var alsoHeard = new CopyOnWriteArrayList<String>();
        var reader = reader(Topic.DESIRED, alsoHeard);
        want(1);
        heard(1);
        reader.caughtUp().get(20, TimeUnit.SECONDS);

        // The new one is longer than the old one was before anybody looks.
        broker.delete(Topic.DESIRED);
        broker.create(Topic.DESIRED);
        for (int cache = 0; cache < CACHES; cache++) {
            scene.want("early" + cache, 1);
        }
        for (int generation = 2; generation <= 5; generation++) {
            want(generation);
        }

        for (int cache = 0; cache < CACHES; cache++) {
            var name = "early" + cache;
            eventually().untilAsserted(() -> assertThat(scene.handled(name)).isEqualTo(1));
            eventually().untilAsserted(() -> assertThat(alsoHeard).containsOnlyOnce(name + "@1"));
            var other = "c" + cache;
            eventually().untilAsserted(() -> assertThat(scene.heard()).containsEntry(other, 5L));
            eventually().untilAsserted(() -> assertThat(alsoHeard).containsOnlyOnce(other + "@5"));
        }
        // The offset that is out of range may be noticed first.
        eventually().untilAsserted(() -> assertThat(told("topicReplaced", Topic.DESIRED)).isTrue());
    }
}
