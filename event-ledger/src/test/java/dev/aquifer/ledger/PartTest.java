package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.Event;
import dev.aquifer.events.Topic;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A part of a transaction that fails takes nothing else with it. */
class PartTest {
    private final Scene scene = new Scene();
    private final EventLedger ledger = scene.ledger();

    @AfterEach
    void close() {
        scene.close();
    }

    private Event pinned(String cache) {
        return new SourcePinned(scene.cache(cache, 1), "a", Scene.TIME);
    }

    private List<Event> published() {
        await().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
        return scene.published(Topic.CACHES).stream()
                .map(received -> ((Received.Fact) received).event())
                .toList();
    }

    @Test
    void whatAPartThatFailsWroteAndPublishedIsTakenBackAlone() {
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    var said = new Said(tx, tx.cause());
                    said.say(Topic.CACHES, pinned("first"));
                    assertThatThrownBy(
                                    () ->
                                            tx.part(
                                                    () -> {
                                                        said.say(Topic.CACHES, pinned("second"));
                                                        throw new IllegalStateException("no");
                                                    }))
                            .hasMessage("no");
                    tx.part(() -> said.say(Topic.CACHES, pinned("third")));
                    return tx;
                });

        assertThat(published()).containsExactlyInAnyOrder(pinned("first"), pinned("third"));
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    new Said(tx, tx.cause()).say(Topic.CACHES, pinned("second"));
                    return tx;
                });
        assertThat(published()).hasSize(3);
    }

    @Test
    void aStatementThatTheDatabaseRefusesSpoilsItsPartAlone() {
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    assertThatThrownBy(() -> tx.part(() -> tx.jdbi().execute("select 1/0")))
                            .hasMessageContaining("division by zero");
                    tx.publish(Topic.CACHES, pinned("after"));
                    return tx;
                });

        assertThat(published()).containsExactly(pinned("after"));
    }

    @Test
    void anEventThatIsTooLargeIsToldFromOtherTroubles() {
        var large =
                new SourceUnimplemented(
                        scene.cache("large", 1), "size", "x".repeat(1 << 20), Scene.TIME);
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    assertThatThrownBy(() -> tx.part(() -> tx.publish(Topic.CACHES, large)))
                            .isInstanceOf(RecordTooLargeException.class)
                            .hasMessageContaining("at most 900000 are allowed");
                    return tx;
                });
    }
}
