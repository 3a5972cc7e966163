package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.events.DeploymentEvent.DeploymentUnimplemented;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.ReplicaScheduled;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A deployment that cannot be decided, or not be sent, harms nobody but itself. */
class DueTest {
    private static DeploymentRequested large(String name, long generation) {
        var usual = wantedDeployment(name, generation, 1, "engine:1", Map.of());
        var container =
                new Workers.Container(
                        "engine", "engine:1", null, List.of("x".repeat(460_000)), null);
        var workers =
                new Workers(
                        1,
                        new Workers.Topology(null, 1, 2),
                        null,
                        new Workers.PodTemplate(
                                null, new Workers.PodSpec(List.of(container), null)),
                        null);
        return new DeploymentRequested(
                usual.subject(),
                usual.metadata(),
                new ModelDeploymentSpec(
                        1, usual.spec().clusters(), workers, null, usual.spec().caches()),
                usual.since());
    }

    @Test
    void whatIsTooLargeToBeSentIsSaidAndTheOthersAreScheduled() {
        var service = Rehearsal.begin();
        service.handle(large("large", 1));
        service.handle(wantedDeployment("small", 1, 1, "engine:1", Map.of()));
        service.handle(wantedCache("qwen"));
        service.handle(wanted("a"));
        service.handle(nodes("a", 8));
        service.handle(completed("qwen", "a"));

        service.handle(ready("a"));

        var refused = service.fact(DeploymentUnimplemented.class);
        assertThat(refused.subject().resource().name()).isEqualTo("large");
        assertThat(refused.feature()).isEqualTo("spec.workers.template");
        assertThat(refused.message()).contains("too large").contains("at most 850000");
        assertThat(service.fact(ReplicaScheduled.class).subject().resource().name())
                .isEqualTo("small");
    }

    @Test
    void theLimitIsThatOfTheLedgerLessWhatTravelsBeside() {
        var record = LedgerSettings.of("deployment-service", "none:1").maxRecordBytes();

        assertThat(GangWorks.MOST_BYTES).isLessThanOrEqualTo(record - 50_000);
    }

    @Test
    void anEditThatIsTooLargeLeavesWhatRunsAsItIs() {
        var service = Rehearsal.begin();
        service.handle(wantedCache("qwen"));
        service.handle(wanted("a"));
        service.handle(ready("a"));
        service.handle(nodes("a", 8));
        service.handle(completed("qwen", "a"));
        service.handle(wantedDeployment("chat", 1, 1, "engine:1", Map.of()));
        var before = service.fact(ReplicaScheduled.class);

        service.handle(large("chat", 2));

        assertThat(service.facts(DeploymentUnimplemented.class)).hasSize(1);
        assertThat(service.fact(ReplicaScheduled.class)).isEqualTo(before);
    }

    @Test
    void oneThatCannotBeDecidedIsTriedAgainAndHoldsUpNobody() {
        var bad = new AtomicBoolean();
        var flows =
                Flows.of(
                        (deployment, replica, workers, grant) -> {
                            if (bad.get() && deployment.resource().name().equals("bad")) {
                                throw new IllegalStateException("cannot be rendered");
                            }
                            return GangManifests.render(deployment, replica, workers, grant);
                        });
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).load().migrate();
        try (var broker = EmbeddedBroker.start();
                var bus = new Bus(broker.bootstrapServers());
                var ledger =
                        flows.on(
                                EventLedger.builder(
                                                LedgerSettings.of(
                                                        "deployment-service",
                                                        broker.bootstrapServers()),
                                                database)
                                        .clock(Clock.systemUTC())
                                        .build())) {
            ledger.start();
            try (var _ = ReplicaOfService.decisions(ledger, database, flows)) {
                for (var name : List.of("bad", "good")) {
                    bus.say(Topic.DESIRED, withoutCache(name));
                    bus.awaitFact(PlacementDecided.class, isOf(name));
                }
                bad.set(true);

                bus.say(Topic.DESIRED, wanted("a"));
                bus.say(Topic.CLUSTERS, nodes("a", 8));
                bus.say(Topic.CLUSTERS, ready("a"));

                bus.awaitFact(ReplicaScheduled.class, isOf("good"));
                bus.awaitFact(WorkRequested.class, isOf("good"));
                assertThat(bus.find(ReplicaScheduled.class, isOf("bad"))).isEmpty();
                bad.set(false);
                bus.awaitFact(WorkRequested.class, isOf("bad"));
            }
        }
    }

    private static <E extends Event> Predicate<E> isOf(String deployment) {
        return event -> event.subject().resource().name().equals(deployment);
    }

    static DeploymentRequested withoutCache(String name) {
        var usual = wantedDeployment(name, 1, 1, "engine:1", Map.of());
        return new DeploymentRequested(
                usual.subject(),
                usual.metadata(),
                new ModelDeploymentSpec(
                        1, usual.spec().clusters(), usual.spec().workers(), null, List.of()),
                usual.since());
    }

    /** What became free is remembered until everybody who may wait for it was looked at. */
    @Test
    void whatBecameFreeIsNotForgottenWhenLookingFails() {
        var service = Rehearsal.begin();
        service.handle(wanted("a"));
        service.handle(ready("a"));
        service.handle(nodes("a", 2));
        service.handle(withoutCache("first"));
        service.handle(withoutCache("second"));
        assertThat(service.facts(ReplicaScheduled.class)).hasSize(1);
        service.handle(new DeploymentWithdrawn(Played.deployment("first", 2), Played.T));
        service.handle(Played.removed(service.fact(WorkWithdrawn.class)));
        var bad =
                service.upgraded(
                        (deployment, replica, workers, grant) -> {
                            throw new IllegalStateException("cannot be rendered");
                        });

        assertThatThrownBy(() -> bad.tick(false)).hasMessageContaining("cannot be rendered");
        service.tick(false);

        assertThat(service.fact(ReplicaScheduled.class).subject().resource().name())
                .isEqualTo("second");
    }
}
