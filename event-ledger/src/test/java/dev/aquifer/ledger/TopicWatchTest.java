package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch says of the broker is true also after the watch itself was replaced. */
class TopicWatchTest {
    private static final LedgerLog LOG = LedgerLog.to(System.getLogger("test"));
    private static final List<String> TOPICS = List.of(Topic.CACHES.topicName());

    private final HealthBoard board = new HealthBoard(Clock.systemUTC());

    private TopicWatch watch(EmbeddedBroker broker) {
        return new TopicWatch(KafkaSettings.of(broker.bootstrapServers()), TOPICS, board, LOG);
    }

    private void until(TopicWatch watch, LedgerHealth.State state) {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            var _ = watch.look();
                            return board.health().state() == state;
                        });
    }

    /** A consumer that broke while the broker was silent takes its watch with it. */
    @Test
    void theNextWatchTakesBackWhatTheOneBeforeItSaid() {
        board.running();
        try (var broker = EmbeddedBroker.start()) {
            try (var first = watch(broker)) {
                until(first, LedgerHealth.State.RUNNING);
                broker.goAway();
                until(first, LedgerHealth.State.PAUSED);
            }
            assertThat(board.health().reason()).isEqualTo("the broker does not answer");

            broker.comeBack();
            try (var second = watch(broker)) {
                until(second, LedgerHealth.State.RUNNING);
            }
        }
    }
}
