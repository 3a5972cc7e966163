package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.time.Duration;
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
}
