package dev.aquifer.cluster.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
    @Test
    void waitsForClassesAndNamesThem() {
        assertThat(ClusterPlan.of("Existing", "s", "", List.of("b", "a", "b"), Set.of()))
                .isInstanceOfSatisfying(
                        ClusterPlan.WaitForClasses.class,
                        wait ->
                                assertThat(wait.message())
                                        .isEqualTo("Waiting for InferenceClasses: a, b"));
    }

    @Test
    void saysThatProvisioningIsNotCarriedOutYet() {
        assertThat(ClusterPlan.of("GKE", "", "", List.of(), Set.of()))
                .isInstanceOfSatisfying(
                        ClusterPlan.Unimplemented.class,
                        plan -> assertThat(plan.feature()).contains("GKE"));
    }

    @Test
    void adoptsByTheUsualKey() {
        assertThat(ClusterPlan.of("Existing", "s", "", List.of("a"), Set.of("a")))
                .isEqualTo(new ClusterPlan.Adopt("s", "kubeconfig"));
    }

    @Test
    void namesTheMissingBlock() {
        assertThat(ClusterPlan.of("Existing", "", "", List.of(), Set.of()))
                .isInstanceOf(ClusterPlan.Invalid.class);
    }
}
