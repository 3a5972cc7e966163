package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What users are told while something stands still: conditions name it, and are as before once it
 * goes on. What becomes of clusters and cluster-service is in {@link SilenceTest}.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class MeanwhileTest {
    /** A minute, and then some for a busy machine. */
    private static final Duration NOTICED = Duration.ofMinutes(3);

    /** While one of these stands still, no condition can be made, carried or shown. */
    private static final List<String> SPEECHLESS =
            List.of(
                    "broker",
                    "postgres",
                    "status-aggregator",
                    "kube-bridge",
                    "cache-service",
                    "deployment-service");

    private Fleet fleet;
    private WholePath path;
    private Victims victims;
    private Map<String, String> calm = Map.of();

    @BeforeAll
    void seeWhatIsReachedOtherwise(Fleet shared) {
        Assumptions.assumeFalse(SharedFleet.onGiven(), "once is enough");
        fleet = shared;
        path = WholePath.of(fleet);
        victims = new Victims(fleet);
        calm = path.calm();
    }

    @Test
    void anEngineThatDoesNotAnswer() {
        try (var team = staged("e2e-meanwhile-engine")) {
            whileFrozen(
                    Victims.ENGINE,
                    () -> {
                        until("ModelDeployment", team, "GangReady", "False", "GangLost");
                        until("ModelService", team, "RoutingReady", "False", "NoReadyEndpoints");
                    });
            assertThat(path.endState(team)).isEqualTo(calm);
        }
    }

    @Test
    void aNodeThatIsNotHeardOf() {
        try (var team = staged("e2e-meanwhile-node")) {
            var node = path.engines(team).getFirst().getSpec().getNodeName();
            whileFrozen(
                    node,
                    () ->
                            fleet.until(
                                    "ModelDeployment",
                                    team.name(),
                                    WholePath.NAME,
                                    "to say that the node is lost",
                                    NOTICED,
                                    it ->
                                            it.says("GangReady", "False", "GangLost")
                                                    && it.message("GangReady").contains("NodeLost")
                                                    && it.message("GangReady").contains(node)));
            assertThat(path.endState(team)).isEqualTo(calm);
        }
    }

    @Test
    void aGatewayThatDoesNotAnswer() {
        try (var team = staged("e2e-meanwhile-gateway")) {
            whileFrozen(
                    "inference-gateway",
                    () ->
                            until(
                                    "ModelService",
                                    team,
                                    "RoutingReady",
                                    "False",
                                    "WaitingForGateway"));
            assertThat(path.endState(team)).isEqualTo(calm);
        }
    }

    @Test
    void aWorkerThatFetchesNothing() {
        try (var team = Team.in(fleet, "e2e-meanwhile-worker")) {
            team.apply(Manifests.http(team.name(), WholePath.NAME, path.file()));
            whileFrozen(
                    Victims.WORKER,
                    () -> until("ModelCache", team, "ArtifactReady", "False", "Stalled"));
            team.readyCache(WholePath.NAME);
        }
    }

    @Test
    void aSourceThatDoesNotAnswer() {
        try (var team = Team.in(fleet, "e2e-meanwhile-source")) {
            whileFrozen(
                    "hub",
                    () -> {
                        team.apply(Manifests.http(team.name(), WholePath.NAME, path.file()));
                        until("ModelCache", team, "ArtifactReady", "False", "Waiting");
                    });
            team.readyCache(WholePath.NAME);
        }
    }

    /** Then whoever runs Aquifer is told by its status. */
    @Test
    void whoeverCarriesConditions() {
        try (var team = staged("e2e-meanwhile-speechless")) {
            var frozen = new ArrayList<Long>();
            try {
                SPEECHLESS.forEach(victim -> frozen.add(victims.freeze(victim)));
                fleet.await(
                        "the sandbox to say who is not ready",
                        NOTICED,
                        () -> SPEECHLESS.stream().noneMatch(fleet.sandbox()::isReady),
                        () -> fleet.sandbox().words());
                assertThat(fleet.sandbox().status().isWell()).isFalse();
            } finally {
                frozen.forEach(Victims::thaw);
            }
            fleet.untilAllIsReady(fleet.sandbox().processes().keySet());
            assertThat(path.endState(team)).isEqualTo(calm);
        }
    }

    private Team staged(String name) {
        var team = Team.in(fleet, name);
        path.apply(team);
        path.endState(team);
        return team;
    }

    /** Frozen while somebody looks, and not a moment longer. */
    private void whileFrozen(String victim, Runnable look) {
        long pid = victims.freeze(victim);
        try {
            look.run();
        } finally {
            Victims.thaw(pid);
        }
    }

    private Resource until(String kind, Team team, String condition, String status, String reason) {
        var what = "to say %s=%s %s".formatted(condition, status, reason);
        return fleet.until(
                kind,
                team.name(),
                WholePath.NAME,
                what,
                NOTICED,
                resource -> resource.says(condition, status, reason));
    }
}
