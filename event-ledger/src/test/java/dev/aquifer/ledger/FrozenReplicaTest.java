package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import dev.aquifer.ledger.testkit.OtherProcess;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A replica stands still with everything that it holds: the others go on, and it does no harm. */
class FrozenReplicaTest {
    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(90));
    }

    private static List<String> revisions(Scene scene) {
        return scene.published(Topic.CACHES).stream()
                .map(received -> ((SourcePinned) ((Received.Fact) received).event()).revision())
                .toList();
    }

    @Test
    void whoeverRelaysOrHasLockedSomethingIsNotWaitedForWhenItStandsStill() {
        try (var scene = new Scene();
                var other =
                        OtherProcess.start(
                                FrozenReplica.class,
                                scene.broker.bootstrapServers(),
                                EmbeddedDatabase.shared().url(scene.databaseName),
                                scene.service)) {
            eventually().untilAsserted(() -> assertThat(other.lines()).contains("locked"));
            other.freeze();
            var settings = FrozenReplica.settings(scene.service, scene.broker.bootstrapServers());
            var ledger = scene.ledger(EventLedger.builder(settings, scene.database), scene::answer);

            eventually()
                    .ignoreExceptions()
                    .until(
                            () ->
                                    ledger.inTransaction(
                                            Cause.continuing("of the one that moves"),
                                            tx -> {
                                                Locks.of(tx).exclusively(FrozenReplica.NAME);
                                                tx.publish(
                                                        Topic.CACHES,
                                                        FrozenReplica.pinned(scene.service, "2"));
                                                return true;
                                            }));
            eventually().untilAsserted(() -> assertThat(revisions(scene)).endsWith("2"));

            other.thaw();
            ledger.inTransaction(
                    Cause.continuing("of the one that moves"),
                    tx -> {
                        tx.publish(Topic.CACHES, FrozenReplica.pinned(scene.service, "3"));
                        return true;
                    });
            eventually().untilAsserted(() -> assertThat(revisions(scene)).endsWith("3"));
            eventually().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
            assertThat(revisions(scene)).containsExactly("1", "2", "3");
        }
    }
}
