package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.deployment;
import static dev.aquifer.cache.PlayedFleet.failed;
import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * The whole database is put back to what it was an hour ago, the ledger's tables with it; the
 * topics, and what runs on clusters, are of now. The timer is faster than the ledger.
 */
class RestoredServiceTest {
    private static final Subject CACHE = cache("ml", "weights", 1);

    private final String name = EmbeddedDatabase.shared().createNamed();

    private CacheService service(EmbeddedBroker broker, Duration later) {
        var settings =
                CacheSettingsTest.read(
                        Map.of(
                                "aquifer.kafka.bootstrap", broker.bootstrapServers(),
                                "aquifer.cache.first-retry", "PT1H",
                                "aquifer.cache.longest-retry", "PT1H",
                                "aquifer.cache.tick", "PT0.001S"));
        return new CacheService(
                settings,
                EmbeddedDatabase.shared().named(name),
                Clock.offset(Clock.systemUTC(), later));
    }

    @Test
    void theTimerDecidesNothingBeforeTheLedgerHasLearnedWhatWasSaid() {
        Flyway.configure()
                .dataSource(EmbeddedDatabase.shared().named(name))
                .schemas("cache")
                .load()
                .migrate();
        try (var broker = EmbeddedBroker.start();
                var fleet = new PlayedFleet(broker.bootstrapServers())) {
            try (var first = service(broker, Duration.ZERO)) {
                first.start();
                fleet.ready("c1");
                fleet.want(CACHE, http("https://models.example/w", Map.of()));
                fleet.ran(job(fleet, 1), Readiness.FAILED, failed(1, "Stalled", "Backoff"));
                awaitFact(fleet, HydrationFailed.class);
            }
            EmbeddedDatabase.shared().copy(name, name + "_backup");
            try (var second = service(broker, Duration.ofHours(2))) {
                second.start();
                fleet.ran(job(fleet, 2), Readiness.READY, completed(2, "etag:1"));
                awaitFact(fleet, HydrationCompleted.class);
            }

            EmbeddedDatabase.shared().copy(name + "_backup", name);
            try (var third = service(broker, Duration.ofHours(2))) {
                third.start();
                fleet.use(deployment("ml", "chat"), CACHE, "c1");
                await().atMost(Duration.ofSeconds(60))
                        .until(
                                () ->
                                        fleet.fact(CACHE, "use/c1/ml/chat", CacheUseGranted.class)
                                                .isPresent());
                assertThat(awaitFact(fleet, HydrationCompleted.class).attempt()).isEqualTo(2);
            }
            // What the service said itself is known to it again: nothing is run again.
            assertThat(attempts(fleet)).containsExactly(1L, 2L);
            assertThat(fleet.works()).noneMatch(WorkWithdrawn.class::isInstance);
        }
    }

    private static List<Long> attempts(PlayedFleet fleet) {
        return fleet.works().stream()
                .filter(work -> work.work().value().endsWith("-hydration"))
                .filter(WorkRequested.class::isInstance)
                .map(work -> ((WorkRequested) work).attempt())
                .toList();
    }

    private static WorkRequested job(PlayedFleet fleet, long attempt) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                fleet.work(CACHE, "c1", "hydration")
                                        .filter(WorkRequested.class::isInstance)
                                        .map(WorkRequested.class::cast)
                                        .filter(work -> work.attempt() == attempt),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static <E> E awaitFact(PlayedFleet fleet, Class<E> type) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> fleet.hydration(CACHE, "c1").filter(type::isInstance).map(type::cast),
                        Optional::isPresent)
                .orElseThrow();
    }
}
