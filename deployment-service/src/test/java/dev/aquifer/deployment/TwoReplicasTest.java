package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import dev.aquifer.ledger.testkit.OtherProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * Two replicas share the work, no GPU is given away twice, and when one is killed in the middle,
 * nothing is lost and nothing is done twice.
 */
class TwoReplicasTest {
    private static final int FITTING = 20;
    private static final int CROWDED = 12;
    private static final List<String> SMALL = List.of("s1", "s2", "s3");

    private final Set<String> answered = new HashSet<>();

    @Test
    void bothDecideAndTheDeathOfOneLosesAndRepeatsNothing() {
        var name = EmbeddedDatabase.shared().createNamed();
        var database = EmbeddedDatabase.shared().named(name);
        Flyway.configure().dataSource(database).load().migrate();
        try (var broker = EmbeddedBroker.start();
                var bus = new Bus(broker.bootstrapServers());
                var other =
                        OtherProcess.start(
                                ReplicaOfService.class,
                                broker.bootstrapServers(),
                                EmbeddedDatabase.shared().url(name));
                var one = ReplicaOfService.start(broker.bootstrapServers(), database)) {
            await().atMost(Duration.ofMinutes(2))
                    .until(
                            () ->
                                    other.lines().stream()
                                                    .anyMatch(
                                                            l -> l.contains("partitions assigned"))
                                            && one.ledger().health().running());
            SMALL.forEach(cluster -> cluster(bus, cluster, 2));
            cluster(bus, "big", 2 * FITTING);
            bus.say(Topic.DESIRED, wantedCache("qwen"));
            for (int i = 0; i < FITTING; i++) {
                deployment(bus, "fitting-" + i, "big");
                if (i < CROWDED) {
                    deployment(bus, "crowded-" + i, SMALL.get(i % SMALL.size()));
                }
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> readyGangs(bus) > 4);

            other.kill();

            await().atMost(Duration.ofMinutes(3))
                    .until(
                            () ->
                                    readyGangs(bus) == FITTING + SMALL.size()
                                            && decided(bus) == FITTING + CROWDED);
            assertThat(bus.find(WorkRequested.class, work -> work.attempt() != 1)).isEmpty();
            assertThat(overcommitted(database)).isEmpty();
            assertThat(
                            bus.find(
                                    PlacementDecided.class,
                                    p -> p.reason().equals("InsufficientCapacity")))
                    .hasSize(CROWDED - SMALL.size());
        }
    }

    private static void cluster(Bus bus, String name, int nodes) {
        bus.say(Topic.DESIRED, wanted(name));
        bus.say(Topic.CLUSTERS, ready(name));
        bus.say(Topic.CLUSTERS, nodes(name, nodes));
        bus.say(Topic.CACHES, completed("qwen", name));
    }

    private static void deployment(Bus bus, String name, String cluster) {
        bus.say(Topic.DESIRED, wantedDeployment(name, 1, 1, "engine:1", Map.of("name", cluster)));
    }

    /** Answers what is new, and counts the gangs that are ready. */
    private int readyGangs(Bus bus) {
        for (var asked : bus.find(CacheUseRequested.class, a -> true)) {
            if (answered.add(asked.event().slot().toString())) {
                bus.say(Topic.CACHES, Played.granted(asked.event(), "sha256-d"));
            }
        }
        for (var work : bus.find(WorkRequested.class, w -> true)) {
            if (answered.add(work.event().slot().toString())) {
                bus.say(
                        Topic.OBSERVATIONS,
                        observed(work.event(), work.event().attempt(), 1, true));
            }
        }
        return bus.find(GangReady.class, g -> true).size();
    }

    private static int decided(Bus bus) {
        return bus.find(PlacementDecided.class, p -> true).size();
    }

    private static List<String> overcommitted(DataSource database) {
        return Jdbi.create(database)
                .withHandle(
                        handle ->
                                handle.createQuery(
                                                """
                                                select r.cluster from replica r
                                                join cluster c on c.name = r.cluster
                                                group by r.cluster, c.pools
                                                having sum(r.gpus) > (c.pools -> 0 ->> 'nodes')::int""")
                                        .mapTo(String.class)
                                        .list());
    }
}
