package dev.aquifer.ledger;

import static dev.aquifer.ledger.FaultPoints.Step.RELAY_CLAIMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A relay that failed waits, whatever is committed meanwhile. */
class RelayPauseTest {
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void commitsDoNotCutThePauseShort() {
        var attempts = new AtomicInteger();
        var failing = new AtomicBoolean();
        var settings = scene.settings().withBackoff(PAUSE, PAUSE);
        var ledger =
                scene.ledger(
                        EventLedger.builder(settings, scene.database)
                                .faults(
                                        step -> {
                                            if (step == RELAY_CLAIMED && failing.get()) {
                                                attempts.incrementAndGet();
                                                throw new IllegalStateException("no luck");
                                            }
                                        }),
                        scene::answer);
        scene.want("gemma", 1);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scene.published(Topic.CACHES)).hasSize(1));
        failing.set(true);
        assertThat(commit(ledger, 1)).isTrue();
        await().untilAsserted(() -> assertThat(ledger.health().reason()).contains("no luck"));

        long failedAt = System.nanoTime();
        for (int revision = 2; attempts.get() == 1; revision++) {
            assertThat(commit(ledger, revision)).isTrue();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - failedAt))
                .isGreaterThan(PAUSE.dividedBy(2));
    }

    private boolean commit(EventLedger ledger, int revision) {
        var text = Integer.toString(revision);
        return ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    tx.publish(
                            Topic.CACHES,
                            new SourcePinned(scene.cache("gemma", 1), text, tx.now()));
                    return true;
                });
    }
}
