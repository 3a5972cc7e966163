package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.KafkaException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The broker goes away and comes back. */
class BrokerAwayTest {
    @Test
    void whatIsCommittedMeanwhileWaitsInTheOutboxAndIsPublishedInOrder() {
        try (var broker = EmbeddedBroker.start();
                var scene = new Scene(broker)) {
            var ledger = scene.ledger();
            scene.want("gemma", 1);
            await().untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(1));

            broker.goAway();
            for (int edit = 2; edit <= 4; edit++) {
                var revision = Integer.toString(edit);
                ledger.inTransaction(
                        Cause.continuing("timer"),
                        tx -> {
                            tx.publish(
                                    Topic.CACHES,
                                    new SourcePinned(scene.cache("gemma", 1), revision, tx.now()));
                            return tx;
                        });
            }
            assertThat(scene.outboxRows()).isEqualTo(3);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(ledger.health().state())
                                            .isEqualTo(LedgerHealth.State.PAUSED));
            broker.comeBack();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
            assertThat(scene.published(Topic.CACHES))
                    .extracting(r -> ((SourcePinned) ((Received.Fact) r).event()).revision())
                    .containsSubsequence("1", "2", "3", "4");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ledger.health().running()).isTrue());
        }
    }

    @Test
    void aReaderSaysThatTheBrokerIsAwayAndGoesOnWhereItWas() {
        try (var broker = EmbeddedBroker.start();
                var scene = new Scene(broker)) {
            var heard = new CopyOnWriteArrayList<String>();
            var reader = reader(scene, heard);
            scene.want("gemma", 1);
            eventually().untilAsserted(() -> assertThat(heard).containsExactly("gemma@1"));
            assertThat(reader.health().running()).isTrue();

            broker.goAway();
            eventually()
                    .untilAsserted(
                            () ->
                                    assertThat(reader.health().state())
                                            .isEqualTo(LedgerHealth.State.PAUSED));
            assertThat(reader.health().reason()).contains("broker");
            broker.comeBack();

            eventually().untilAsserted(() -> assertThat(reader.health().running()).isTrue());
            scene.want("gemma", 2);
            eventually()
                    .untilAsserted(() -> assertThat(heard).containsExactly("gemma@1", "gemma@2"));
        }
    }

    private static TopicReader reader(Scene scene, List<String> heard) {
        var reader =
                TopicReader.of(scene.kafka(), Topic.DESIRED)
                        .build(
                                batch ->
                                        batch.forEach(
                                                r -> heard.add(((Received.Fact) r).meta().id())));
        scene.atEnd(reader::close);
        reader.start();
        return reader;
    }

    @Test
    void aRestartInTheMiddleLosesNothingAndNothingIsHandledTwice() {
        try (var broker = EmbeddedBroker.start();
                var scene = new Scene(broker)) {
            scene.ledger();
            var heard = new CopyOnWriteArrayList<String>();
            reader(scene, heard);
            int edits = 60;
            for (int edit = 1; edit <= edits; edit++) {
                if (edit % 20 == 0) {
                    broker.goAway();
                    broker.comeBack();
                }
                want(scene, edit);
            }

            eventually()
                    .untilAsserted(
                            () -> {
                                assertThat(scene.heard()).containsEntry("gemma", (long) edits);
                                assertThat(scene.outboxRows()).isZero();
                                assertThat(heard).hasSize(edits);
                            });
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(scene.handled("gemma")).isEqualTo(edits);
            assertThat(scene.published(Topic.CACHES))
                    .extracting(r -> ((SourcePinned) ((Received.Fact) r).event()).revision())
                    .hasSize(edits)
                    .doesNotHaveDuplicates();
        }
    }

    /** A user's client tries again until the broker took it. */
    private static void want(Scene scene, int edit) {
        eventually()
                .ignoreExceptions()
                .until(
                        () -> {
                            scene.want("gemma", edit);
                            return true;
                        });
    }

    @Test
    void aTransactionOfWhichTheBrokerDidNotTakeAllIsNeverSeen() {
        try (var broker = EmbeddedBroker.start();
                var scene = new Scene(broker)) {
            var impatient =
                    new KafkaSettings(
                            broker.bootstrapServers(),
                            Map.of(
                                    "max.block.ms", "5000",
                                    "request.timeout.ms", "500",
                                    "delivery.timeout.ms", "1000"));
            try (var publisher = EventPublisher.fencing(impatient, new EventCodec(), "publisher")) {
                assertThatThrownBy(
                                () ->
                                        publisher.transactionally(
                                                () -> {
                                                    // Nothing is known of the topic yet, so that
                                                    // the client does not even take it.
                                                    broker.goAway();
                                                    var lost = publish(scene, publisher, 1);
                                                    assertThat(lost).isCompletedExceptionally();
                                                    broker.comeBack();
                                                    eventually()
                                                            .until(
                                                                    () ->
                                                                            !publish(
                                                                                            scene,
                                                                                            publisher,
                                                                                            2)
                                                                                    .isCompletedExceptionally());
                                                }))
                        .isInstanceOf(KafkaException.class);
            }
            try (var next = EventPublisher.fencing(scene.kafka(), new EventCodec(), "publisher")) {
                next.transactionally(() -> assertThat(publish(scene, next, 3)).isNotNull());
            }

            assertThat(scene.published(Topic.DESIRED))
                    .extracting(r -> ((Received.Fact) r).meta().sequence())
                    .containsExactly(3L);
        }
    }

    private static CompletableFuture<Void> publish(
            Scene scene, EventPublisher publisher, long generation) {
        return publisher.publish(Topic.DESIRED, scene.wanted("gemma", generation));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
