package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeclaredFlowTest {
    private static final ResourceRef OWNER = new ResourceRef("ModelDeployment", "ml-team", "d");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final FakeControlApi api = new FakeControlApi(new Random(1));
    private final DeclaredFlow flow =
            new DeclaredFlow(
                    api, api, ((InstantSource) () -> now).withZone(ZoneOffset.UTC), BridgeLog.LOG);

    private static ResourceRef replica(String name) {
        return new ResourceRef("ModelReplica", "ml-team", name);
    }

    private void undeclare(String name) {
        var meta = new EventMeta("id", "/test", now, "c", null, 1, List.of(), null);
        var event =
                new ResourceUndeclared(
                        new Subject(OWNER, new Uid("uid"), 1), "ModelReplica", name, now);
        assertThat(flow.learn(new Received.Fact(meta, event, Topic.DEPLOYMENTS, 0, 1)))
                .contains(replica(name));
    }

    @Test
    void whatIsDeclaredNoMoreIsKnownAsLongAsItsObjectMayComeIntoSight() {
        undeclare("d-0");
        now = now.plus(Duration.ofHours(23));
        undeclare("d-1");
        assertThat(flow.declaredBy(OWNER))
                .containsExactlyInAnyOrder(replica("d-0"), replica("d-1"));

        now = now.plus(Duration.ofHours(2));
        undeclare("d-2");

        assertThat(flow.declaredBy(OWNER))
                .containsExactlyInAnyOrder(replica("d-1"), replica("d-2"));
    }
}
