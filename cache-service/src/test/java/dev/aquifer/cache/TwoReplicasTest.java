package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.completed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import dev.aquifer.ledger.testkit.OtherProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Two replicas share the work, and when one is killed in the middle, nothing is done twice. */
class TwoReplicasTest {
    private static final List<String> CLUSTERS = List.of("c1", "c2");
    private static final List<Subject> CACHES =
            IntStream.range(0, 30).mapToObj(i -> cache("ml", "w" + i, 1)).toList();

    private static final int ATTEMPTS = CACHES.size() * CLUSTERS.size();

    private final Set<String> ran = new HashSet<>();

    @Test
    void bothDecideAndTheDeathOfOneLosesAndRepeatsNothing() {
        var name = EmbeddedDatabase.shared().createNamed();
        var database = EmbeddedDatabase.shared().named(name);
        Flyway.configure().dataSource(database).schemas("cache").load().migrate();
        try (var broker = EmbeddedBroker.start();
                var fleet = new PlayedFleet(broker.bootstrapServers());
                var one =
                        new CacheService(
                                Replica.settings(broker.bootstrapServers()),
                                database,
                                Clock.systemUTC());
                var other =
                        OtherProcess.start(
                                Replica.class,
                                broker.bootstrapServers(),
                                EmbeddedDatabase.shared().url(name))) {
            one.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> said(other, "partitions assigned"));
            CLUSTERS.forEach(fleet::ready);
            CACHES.subList(0, 15)
                    .forEach(c -> fleet.want(c, PlayedFleet.http("http://x/" + c, Map.of())));
            await().atMost(Duration.ofMinutes(2))
                    .until(
                            () -> {
                                run(fleet);
                                return said(other, "CACH2001") && done(fleet) > 5;
                            });
            CACHES.subList(15, 30)
                    .forEach(c -> fleet.want(c, PlayedFleet.http("http://x/" + c, Map.of())));
            run(fleet);

            other.kill();

            await().atMost(Duration.ofMinutes(3))
                    .until(
                            () -> {
                                run(fleet);
                                return done(fleet) == ATTEMPTS;
                            });
        }
        assertThat(ran).hasSize(ATTEMPTS).allMatch(r -> r.endsWith("@1"));
    }

    private static boolean said(OtherProcess process, String words) {
        return process.lines().stream().anyMatch(line -> line.contains(words));
    }

    /** cluster-service runs each attempt once. */
    private void run(PlayedFleet fleet) {
        for (var cache : CACHES) {
            for (var cluster : CLUSTERS) {
                fleet.work(cache, cluster, "hydration")
                        .map(WorkRequested.class::cast)
                        .filter(work -> ran.add(work.slot() + "@" + work.attempt()))
                        .ifPresent(
                                work ->
                                        fleet.ran(
                                                work,
                                                Readiness.READY,
                                                completed(work.attempt(), "etag:1")));
            }
        }
    }

    private static long done(PlayedFleet fleet) {
        return CACHES.stream()
                .flatMap(c -> CLUSTERS.stream().flatMap(name -> fleet.hydration(c, name).stream()))
                .filter(HydrationCompleted.class::isInstance)
                .count();
    }
}
