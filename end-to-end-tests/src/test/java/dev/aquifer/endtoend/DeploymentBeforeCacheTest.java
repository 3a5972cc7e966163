package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Manifests may come in any order. */
@ExtendWith(SharedFleet.class)
class DeploymentBeforeCacheTest {
    private static final String TEAM = "e2e-order";

    @Test
    void theDeploymentNamesTheCacheAndGoesOnByItself(Fleet fleet) {
        fleet.kubectl()
                .apply(
                        Manifests.together(
                                Manifests.namespace(TEAM),
                                Manifests.deployment(TEAM, "early", "late")));
        var waiting =
                fleet.until(
                        "ModelDeployment",
                        TEAM,
                        "early",
                        "to miss its cache",
                        it -> it.says("ReplicasScheduled", "False", "CacheNotFound"));
        assertThat(waiting.message("ReplicasScheduled")).contains("late");
        assertThat(waiting.condition("Ready").orElseThrow().reason()).isEqualTo("CacheNotFound");

        fleet.kubectl().apply(Manifests.inline(TEAM, "late", "better than never"));
        var ready = fleet.untilReady("ModelDeployment", TEAM, "early");
        assertThat(ready.generation()).isEqualTo(waiting.generation());
        fleet.kubectl().run("delete", "namespace", TEAM, "--timeout=90s");
    }
}
