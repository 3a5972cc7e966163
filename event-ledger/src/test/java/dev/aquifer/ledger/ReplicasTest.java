package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas of a service share its partitions, and pass them on in the middle of what they do. */
class ReplicasTest {
    private static final int CACHES = 30;

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private void want(long generation) {
        for (int cache = 0; cache < CACHES; cache++) {
            scene.want("c" + cache, generation);
        }
    }

    private static List<String> owned(EventLedger replica, Scene scene) {
        var owned = new ArrayList<String>();
        for (int cache = 0; cache < CACHES; cache++) {
            if (replica.owns(Topic.DESIRED, scene.slot("c" + cache).partition())) {
                owned.add("c" + cache);
            }
        }
        return owned;
    }

    @Test
    void bothHaveTheirShareAndHandleIt() {
        var handledBy = List.of(names(), names());
        var replicas = new ArrayList<EventLedger>();
        for (var handled : handledBy) {
            replicas.add(
                    scene.ledger(
                            EventLedger.builder(scene.settings(), scene.database),
                            (received, tx) -> {
                                scene.answer(received, tx);
                                if (received instanceof Received.Fact fact
                                        && scene.mine(fact.event().subject())) {
                                    handled.add(fact.event().subject().resource().name());
                                }
                            }));
        }
        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(owned(replicas.get(0), scene)).isNotEmpty();
                            assertThat(owned(replicas.get(1), scene)).isNotEmpty();
                            assertThat(owned(replicas.get(0), scene))
                                    .doesNotContainAnyElementsOf(owned(replicas.get(1), scene));
                        });

        want(1);

        eventually().untilAsserted(() -> assertThat(scene.heard()).hasSize(CACHES));
        for (int replica = 0; replica < 2; replica++) {
            assertThat(handledBy.get(replica))
                    .containsExactlyInAnyOrderElementsOf(owned(replicas.get(replica), scene));
        }
    }

    private static Set<String> names() {
        return ConcurrentHashMap.newKeySet();
    }

    @Test
    void whoeverIsInTheMiddleWhenItsPartitionsGoDoesNothingTwice() {
        var inTheMiddle = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var leaving =
                scene.ledger(
                        EventLedger.builder(scene.settings(), scene.database),
                        (received, tx) -> {
                            scene.answer(received, tx);
                            if (scene.heard().isEmpty() && received.toString().contains("/c")) {
                                inTheMiddle.countDown();
                                awaitUninterruptibly(goOn);
                            }
                        });
        want(1);
        awaitUninterruptibly(inTheMiddle);
        var other = scene.ledger();

        // Waits for a moment, then leaves its thread alone in the middle of the transaction.
        leaving.close();
        goOn.countDown();

        eventually()
                .untilAsserted(
                        () -> {
                            assertThat(scene.heard()).hasSize(CACHES);
                            assertThat(scene.outboxRows()).isZero();
                        });
        for (int cache = 0; cache < CACHES; cache++) {
            assertThat(scene.handled("c" + cache)).isEqualTo(1);
        }
        assertThat(scene.published(Topic.CACHES)).hasSize(CACHES);
        eventually().untilAsserted(() -> assertThat(other.health().running()).isTrue());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
