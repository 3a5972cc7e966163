package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service with a database can rely on while nothing is broken. */
class EventLedgerTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void whatIsDecidedIsStoredAndPublishedWithItsCause() {
        scene.ledger();
        scene.want("gemma", 1);

        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(1));
        var answer = (Received.Fact) scene.published(Topic.CACHES).getFirst();
        assertThat(answer.event()).isInstanceOf(SourcePinned.class);
        assertThat(answer.meta().correlationId()).isEqualTo("apply-gemma");
        assertThat(answer.meta().causationId()).isEqualTo("gemma@1");
        assertThat(answer.meta().source()).isEqualTo("/aquifer/" + scene.service);
        assertThat(answer.meta().id()).endsWith("/gemma/pin@" + answer.meta().sequence());
        assertThat(scene.heard()).isEqualTo(Map.of("gemma", 1L));
        await().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
    }

    @Test
    void repeatsAndLateComersOfASlotAreNotHandled() {
        scene.ledger();
        scene.want("gemma", 1);
        scene.want("gemma", 3);
        scene.want("gemma", 3);
        scene.want("gemma", 2);
        scene.want("llama", 1);

        await().untilAsserted(
                        () ->
                                assertThat(scene.heard())
                                        .isEqualTo(Map.of("gemma", 3L, "llama", 1L)));
        await().untilAsserted(() -> assertThat(scene.handled("gemma")).isEqualTo(2));
    }

    @Test
    void aTombstoneThatIsRepeatedLateDoesNotEndWhatCameAfterIt() {
        var gone = new CopyOnWriteArrayList<String>();
        scene.ledger(
                EventLedger.builder(scene.settings(), scene.database),
                (received, tx) -> {
                    if (received instanceof Received.Gone(var key, _, _, _, _)) {
                        gone.add(key);
                    }
                    scene.answer(received, tx);
                });
        var tombstone = scene.meta("gemma", 2);
        scene.want("gemma", 1);
        scene.publisher.publishTombstone(Topic.DESIRED, scene.slot("gemma"), tombstone).join();
        scene.want("gemma", 3);
        scene.publisher.publishTombstone(Topic.DESIRED, scene.slot("gemma"), tombstone).join();
        scene.want("gemma", 4);

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("gemma", 4L));
        assertThat(gone.stream().filter(key -> key.contains(scene.service)))
                .containsExactly(scene.slot("gemma").toString());
    }

    @Test
    void requestsWithoutSequenceAreHandledOncePerId() {
        scene.ledger();
        for (int repeat = 0; repeat < 3; repeat++) {
            scene.want("gemma", 0);
        }
        scene.want("gemma", 9);

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("gemma", 9L));
        assertThat(scene.handled("gemma")).isEqualTo(2);
    }

    @Test
    void timersPublishInTransactionsOfTheirOwn() {
        var ledger = scene.ledger();
        var subject = scene.cache("gemma", 7);

        ledger.inTransaction(
                Cause.continuing("apply-9"),
                tx -> {
                    tx.publish(Topic.CACHES, new SourcePinned(subject, "r1", tx.now()));
                    tx.publishTombstone(
                            Topic.CACHES, new SourcePinned(subject, "r1", tx.now()).slot());
                    return tx;
                });

        await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(2));
        var published = scene.published(Topic.CACHES);
        assertThat(((Received.Fact) published.getFirst()).meta().correlationId())
                .isEqualTo("apply-9");
        assertThat(published.getLast()).isInstanceOf(Received.Gone.class);
    }

    @Test
    void nothingIsPublishedOfATransactionThatFails() {
        var ledger = scene.ledger();
        var subject = scene.cache("gemma", 7);

        assertThatThrownBy(
                        () ->
                                ledger.inTransaction(
                                        Cause.continuing("apply-9"),
                                        tx -> {
                                            tx.publish(
                                                    Topic.CACHES,
                                                    new SourcePinned(subject, "r1", tx.now()));
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(scene.outboxRows()).isZero();
    }

    @Test
    void saysThatItRunsAndStopsWithinTwoSeconds() {
        var ledger = scene.ledger();
        await().untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        await().until(() -> ledger.owns(Topic.DESIRED, "ModelCache/a/b"));

        long begin = System.nanoTime();
        ledger.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(ledger.health().state()).isEqualTo(LedgerHealth.State.STOPPED);
    }
}
