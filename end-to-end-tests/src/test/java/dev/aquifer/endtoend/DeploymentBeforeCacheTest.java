package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Manifests may come in any order. */
@ExtendWith(SharedFleet.class)
class DeploymentBeforeCacheTest {
    @Test
    void theDeploymentNamesTheCacheAndGoesOnByItself(Fleet fleet) {
        try (var team = Team.in(fleet, "e2e-order")) {
            team.apply(Manifests.deployment(team.name(), "early", "late"));
            var waiting =
                    fleet.until(
                            "ModelDeployment",
                            team.name(),
                            "early",
                            "to miss its cache",
                            it -> it.says("ReplicasScheduled", "False", "CacheNotFound"));
            assertThat(waiting.message("ReplicasScheduled")).contains("late");
            assertThat(waiting.says("Ready", "False", "CacheNotFound"))
                    .as(waiting.words())
                    .isTrue();

            team.apply(Manifests.inline(team.name(), "late", "better than never"));
            var ready = team.readyDeployment("early");
            assertThat(ready.generation()).isEqualTo(waiting.generation());
        }
    }
}
