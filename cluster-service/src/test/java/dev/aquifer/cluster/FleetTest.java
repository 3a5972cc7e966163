package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final ReconcileLimits LIMITS =
            new ReconcileLimits(
                    Duration.ofMillis(300),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(300),
                    Duration.ofMillis(500));

    private static final String NOTHING_OF_IT_CAN_BE_WRITTEN =
            """
            create function refuse() returns trigger language plpgsql as
              $$ begin raise exception 'a row that cannot be written'; end $$;
            create trigger refuse before update on cluster.clusters for each row
              when (new.name = 'a-bad') execute function refuse();
            """;

    @Test
    void aClusterThatCannotBeDecidedKeepsNoOtherWaiting() {
        try (var rig = new Rig(LIMITS)) {
            var nowhere = rig.kube.kubeconfig("https://127.0.0.1:1");
            for (var name : List.of("a-bad", "b-good")) {
                rig.kube.secret("modelplane-system", name, "kubeconfig", nowhere);
                var subject = World.cluster(name, "uid-" + name, 1);
                var now = Instant.now();
                rig.hear(
                        Topic.DESIRED,
                        new ClusterRequested(subject, Metadata.NONE, World.existing(name), now));
                rig.hear(
                        Topic.WORKS,
                        new WorkRequested(
                                Play.cache(1),
                                new ClusterName(name),
                                new WorkId("work-of-" + name),
                                "test",
                                0,
                                0,
                                List.of(World.json(Play.CONFIG.formatted("a", "1"))),
                                List.of(),
                                false,
                                now));
                rig.hear(Topic.DESIRED, new ClusterWithdrawn(subject, now));
            }
            rig.rewrite(NOTHING_OF_IT_CAN_BE_WRITTEN);

            var _ = rig.start("c-unused");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () ->
                                    assertThat(rig.published)
                                            .filteredOn(ClusterRemoved.class::isInstance)
                                            .extracting(e -> e.subject().resource().name())
                                            .containsExactly("b-good"));
        }
    }
}
