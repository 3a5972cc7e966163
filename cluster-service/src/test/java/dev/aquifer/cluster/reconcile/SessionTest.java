package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.WorkId;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SessionTest extends WorkBench {
    private static final ReconcileLimits LIMITS =
            new ReconcileLimits(
                    Duration.ofSeconds(10),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5));

    @Override
    TestCluster open() {
        return TestCluster.embeddedOfItsOwn();
    }

    @Test
    void whatIsRemovedIsForgotten() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var timer = Executors.newSingleThreadScheduledExecutor();
                var progresses = new Progresses(cluster, transactions, timer, work -> {})) {
            var session =
                    new Session(
                            EAST, cluster, transactions, reconciler, progresses, _ -> {}, LIMITS);
            var ending = threads.submit(session::run);
            try {
                request("w", 0, CONFIG.formatted("a", "1"));
                session.wanted(
                        new WorkId("w")); // the first look at everything may have been before
                await().until(() -> row("w").observation().orElse(null) instanceof WorkObserved);
                assertThat(session.remembered()).isEqualTo(1);

                withdraw("w");

                await().until(
                                () -> {
                                    session.wanted(new WorkId("w"));
                                    return row("w").observation().orElse(null)
                                            instanceof WorkRemoved;
                                });
                await().until(
                                () -> {
                                    session.wanted(new WorkId("w"));
                                    return session.remembered() == 0;
                                });
            } finally {
                session.end("the test is over");
            }
            assertThat(ending.get()).isEqualTo("the test is over");
        }
    }
}
