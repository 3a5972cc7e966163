package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTables;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Partitions are read in any order against each other, and what was handled may be handled again as
 * far as the ledger allows (the newest of a slot): the facts at the end are the same.
 */
class InterleavingTest {
    private static final Subject FIRST = cache("ml", "one", 1);
    private static final Subject EDITED = cache("ml", "one", 2);
    private static final Subject OTHER = cache("ml", "two", 1);
    private static final Subject USER = deployment("ml", "chat");

    private final Jdbi database = migrated();
    private final Map<String, Event> facts = new TreeMap<>();
    private final Deque<Event> observations = new ArrayDeque<>();
    private final CacheFlow flow =
            new CacheFlow(
                    new CacheDecisions(
                            CacheSettingsTest.read(Map.of()).hydration(),
                            new Patience(Duration.ofHours(1), Duration.ofHours(1))),
                    new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO));

    private static Jdbi migrated() {
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).schemas("cache").load().migrate();
        LedgerTables.in(database);
        return Jdbi.create(database);
    }

    private List<Deque<Event>> partitions() {
        var spec = PlayedFleet.http("https://models.example/w", Map.of());
        var edited = PlayedFleet.http("https://models.example/other", Map.of());
        var partitions = new ArrayList<Deque<Event>>();
        partitions.add(
                new ArrayDeque<>(
                        List.of(
                                new CacheRequested(FIRST, Metadata.NONE, spec, TIME),
                                new CacheRequested(EDITED, Metadata.NONE, edited, TIME))));
        partitions.add(
                new ArrayDeque<>(List.of(new CacheRequested(OTHER, Metadata.NONE, spec, TIME))));
        for (var name : List.of("c1", "c2")) {
            partitions.add(
                    new ArrayDeque<>(
                            List.of(
                                    new ClusterRequested(
                                            cluster(name),
                                            Metadata.NONE,
                                            new InferenceClusterSpec(
                                                    new InferenceClusterSpec.Cluster(
                                                            "Existing", null, null),
                                                    null,
                                                    null),
                                            TIME))));
            partitions.add(
                    new ArrayDeque<>(
                            List.of(
                                    new ClusterReady(cluster(name), "v1.33.1", List.of(), TIME),
                                    new ClusterStorageReady(
                                            cluster(name), List.of("shared"), TIME))));
        }
        partitions.add(
                new ArrayDeque<>(
                        List.of(
                                new CacheUseRequested(
                                        USER, OTHER.resource(), new ClusterName("c2"), TIME))));
        partitions.add(observations);
        return partitions;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theFactsAtTheEndAreTheSame(long seed) {
        var random = new Random(seed);
        var partitions = partitions();
        while (partitions.stream().anyMatch(p -> !p.isEmpty())) {
            var partition = partitions.get(random.nextInt(partitions.size()));
            if (!partition.isEmpty()) {
                var event = partition.poll();
                handle(event);
                if (random.nextInt(3) == 0) {
                    handle(event);
                }
            }
        }

        assertThat(facts.keySet())
                .contains(
                        "ModelCache/ml/one/hydration/c1",
                        "ModelCache/ml/one/hydration/c2",
                        "ModelCache/ml/two/hydration/c1",
                        "ModelCache/ml/two/hydration/c2",
                        "ModelCache/ml/two/use/c2/ml/chat");
        facts.forEach(
                (slot, fact) -> {
                    if (slot.contains("/hydration/")) {
                        assertThat(fact).isInstanceOf(CacheEvent.HydrationCompleted.class);
                        assertThat(((CacheEvent.HydrationCompleted) fact).revision())
                                .isEqualTo("etag:" + fact.subject().generation());
                    }
                });
        assertThat(facts.get("ModelCache/ml/two/use/c2/ml/chat"))
                .isInstanceOf(CacheEvent.CacheUseGranted.class);
        assertThat(facts.get("ModelCache/ml/one/pin"))
                .isInstanceOfSatisfying(
                        CacheEvent.SourcePinned.class,
                        pin -> assertThat(pin.revision()).isEqualTo("etag:2"));
    }

    private void handle(Event event) {
        database.useTransaction(
                handle -> {
                    var tx = new Recording(handle);
                    var fact = new Received.Fact(META, event, Topic.DESIRED, 0, 0);
                    switch (event) {
                        case DesiredEvent _ -> flow.onDesired(fact, tx);
                        case ClusterEvent _ -> flow.onCluster(fact, tx);
                        case ObservationEvent _ -> flow.onObservation(fact, tx);
                        default -> flow.onDeployment(fact, tx);
                    }
                });
    }

    private static final EventMeta META =
            new EventMeta("e", "/test", TIME, "apply", null, 1, List.of(), null);

    /** Keeps the newest of each slot; a cluster runs each Job at once. */
    private final class Recording implements LedgerTransaction {
        private final Handle handle;

        Recording(Handle handle) {
            this.handle = handle;
        }

        @Override
        public Handle jdbi() {
            return handle;
        }

        @Override
        public Instant now() {
            return Clock.systemUTC().instant();
        }

        @Override
        public Cause cause() {
            return Cause.of(META);
        }

        @Override
        public void publish(Topic topic, Event event, Cause cause) {
            facts.put(event.slot().toString(), event);
            if (event instanceof WorkRequested work && work.purpose().equals("hydration")) {
                var revision = "etag:" + work.subject().generation();
                observations.add(
                        PlayedFleet.observed(
                                work,
                                Readiness.READY,
                                PlayedFleet.completed(work.attempt(), revision),
                                List.of()));
            }
        }

        @Override
        public void publishTombstone(Topic topic, Slot slot) {
            facts.remove(slot.toString());
        }
    }
}
