package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.T;
import static dev.aquifer.deployment.Played.cluster;
import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.deployment;
import static dev.aquifer.deployment.Played.granted;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.aquifer.deployment.ReplicaFlow.EngineAnswer;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What another release, a cluster that is away, or an early word must not touch, and who must go.
 */
class UpgradeTest {
    private static final GangWorks.Rendering OTHERWISE =
            (deployment, replica, workers, grant) ->
                    List.of(JsonNodeFactory.instance.objectNode().put("kind", "Otherwise"));

    private final Rehearsal service = Rehearsal.begin();
    private final List<Event> heard = new ArrayList<>();

    private void hear(Event... events) {
        for (var event : events) {
            heard.add(event);
            service.handle(event);
        }
    }

    private void serving() {
        hear(wanted("a"), ready("a"), nodes("a", 2));
        hear(wantedCache("qwen"), completed("qwen", "a"));
        hear(wantedDeployment("chat", 1, 1, "engine:1", Map.of()));
        hear(granted(service.fact(CacheUseRequested.class), "sha256-d"));
        var work = service.fact(WorkRequested.class);
        hear(observed(work, work.attempt(), 1, true));
        var endpoint = service.fact(EndpointPublished.class);
        service.answer(
                new EngineAnswer(
                        endpoint.subject().admittedUid(),
                        endpoint.replica(),
                        endpoint.url(),
                        List.of("qwen")));
        assertThat(service.facts(EndpointReady.class)).hasSize(1);
    }

    @Test
    void aReleaseThatRendersOtherwiseChangesNothingUntilTheNextEdit() {
        serving();
        var next = service.upgraded(OTHERWISE);

        heard.forEach(next::handle);
        next.tick(true);
        assertThat(next.published()).isEmpty();

        next.handle(wantedDeployment("chat", 2, 1, "engine:2", Map.of()));
        next.handle(granted(next.fact(CacheUseRequested.class), "sha256-d"));
        assertThat(next.fact(WorkRequested.class).manifests().toString()).contains("Otherwise");
    }

    @Test
    void aReleaseThatReadsTheSameEditOtherwiseMakesNoRevision() {
        serving();
        service.rewrite(
                "update revision set workers = jsonb_set(workers, '{serving,port}', '8001')");
        int before = service.published().size();

        heard.forEach(service::handle);
        service.tick(true);

        assertThat(service.published().subList(before, service.published().size()))
                .noneMatch(WorkEvent.class::isInstance);
        assertThat(service.fact(WorkRequested.class).revision()).isEqualTo(1);
    }

    @Test
    void aRestoredDatabaseDeletesNothingAndIssuesNoNumberAgain() {
        serving();
        service.backUp();
        hear(wantedDeployment("chat", 2, 1, "engine:2", Map.of()));
        hear(granted(service.fact(CacheUseRequested.class), "sha256-d"));
        assertThat(service.fact(WorkRequested.class).attempt()).isEqualTo(2);

        service.restore();
        service.tick(true);
        heard.forEach(service::handle);

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
        assertThat(service.fact(WorkRequested.class).attempt()).isEqualTo(3);
    }

    @Test
    void aDatabaseOfBeforeTheDeploymentLeavesItsGangAsItIs() {
        service.backUp();
        serving();
        var standing = service.fact(WorkRequested.class);

        service.restore();
        var next = service.upgraded(OTHERWISE);
        heard.forEach(next::handle);

        assertThat(next.published()).noneMatch(WorkEvent.class::isInstance);
        assertThat(next.fact(WorkRequested.class)).isEqualTo(standing);
        assertThat(next.facts(EndpointPublished.class)).hasSize(1);
    }

    @Test
    void whatIsNotKnownYetIsNoReasonToLeave() {
        serving();

        service.handle(new ClusterUnreachable(cluster("a"), "no route", T, T));
        service.handle(
                new ClusterWithdrawn(new Subject(cluster("a").resource(), new Uid("x"), 1), T));
        service.handle(new CacheRemoved(Played.cache("qwen"), T));
        service.tick(true);
        service.handle(new ClusterRemoved(cluster("a"), T));
        service.handle(ready("a")); // before the InferenceCluster of that name is heard of
        service.tick(true);

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
    }

    @Test
    void aWithdrawnClusterIsLeft() {
        serving();

        service.handle(new ClusterWithdrawn(cluster("a"), T));

        service.handle(Played.removed(service.fact(WorkWithdrawn.class)));
        assertThat(service.facts(WorkEvent.class)).isEmpty();
        assertThat(service.fact(PlacementDecided.class).reason()).isEqualTo("NoClusters");
    }

    @Test
    void whoWaitsForGpusGetsThoseThatBecomeFree() {
        serving();
        hear(wantedDeployment("second", 1, 1, "engine:1", Map.of()));
        assertThat(service.facts(PlacementDecided.class))
                .anyMatch(decided -> decided.reason().equals("InsufficientCapacity"));

        hear(new DeploymentWithdrawn(deployment("chat", 2), T));
        hear(Played.removed(service.fact(WorkWithdrawn.class)));
        service.tick(false);

        assertThat(service.fact(PlacementDecided.class).placed()).hasSize(1);
    }
}
