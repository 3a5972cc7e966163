package dev.aquifer.sandbox.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTest {
    @Test
    void theNewSetGrowsByTheSurgeAndTheOldOneWaitsForIt() {
        var rollout = rollout(deployment(4, "25%", "25%"), set("new", 0, 0), set("old", 4, 4));
        assertThat(rollout.currentTarget()).isEqualTo(1);
        assertThat(rollout.oldTargets().values()).containsExactly(3);
    }

    @Test
    void nothingIsTakenAwayBelowTheFloor() {
        var rollout = rollout(deployment(2, "1", "0"), set("new", 1, 0), set("old", 2, 2));
        assertThat(rollout.currentTarget()).isEqualTo(1);
        assertThat(rollout.oldTargets().values()).containsExactly(2);
    }

    @Test
    void podsThatDoNotServeGoFirst() {
        var rollout = rollout(deployment(3, "1", "1"), set("new", 1, 1), set("old", 3, 1));
        assertThat(rollout.oldTargets().values()).containsExactly(1);
    }

    @Test
    void recreatingEmptiesTheOldSetBeforeTheNewOneBegins() {
        var deployment =
                new DeploymentBuilder(deployment(2, "1", "1"))
                        .editSpec()
                        .withNewStrategy()
                        .withType("Recreate")
                        .endStrategy()
                        .endSpec()
                        .build();
        assertThat(rollout(deployment, set("new", 0, 0), set("old", 2, 2)).oldTargets().values())
                .containsExactly(0);
        assertThat(rollout(deployment, set("new", 0, 0), set("old", 0, 1)).currentTarget())
                .isZero();
        assertThat(rollout(deployment, set("new", 0, 0), set("old", 0, 0)).currentTarget())
                .isEqualTo(2);
    }

    private static Rollout rollout(Deployment deployment, ReplicaSet current, ReplicaSet old) {
        return new Rollout(deployment, current, List.of(old, current));
    }

    private static Deployment deployment(int replicas, String surge, String unavailable) {
        return new DeploymentBuilder()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(amount(surge))
                .withMaxUnavailable(amount(unavailable))
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();
    }

    private static IntOrString amount(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
    }

    private static ReplicaSet set(String name, int size, int available) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(size)
                .endSpec()
                .withNewStatus()
                .withReplicas(Math.max(size, available))
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }
}
