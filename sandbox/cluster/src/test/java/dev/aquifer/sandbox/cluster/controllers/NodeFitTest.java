package dev.aquifer.sandbox.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeFitTest {
    private final Node node =
            new NodeBuilder()
                    .withNewMetadata()
                    .withName("n")
                    .addToLabels("pool", "gpu")
                    .endMetadata()
                    .withNewSpec()
                    .endSpec()
                    .withNewStatus()
                    .addToAllocatable("cpu", new Quantity("2"))
                    .addToAllocatable("nvidia.com/gpu", new Quantity("1"))
                    .endStatus()
                    .build();

    @Test
    void whatOtherPodsTookIsNotThere() {
        var one = pod("nvidia.com/gpu", "1");
        assertThat(NodeFit.reasons(one, node, List.of())).isEmpty();
        assertThat(NodeFit.reasons(one, node, List.of(one)))
                .containsExactly("Insufficient nvidia.com/gpu");
    }

    @Test
    void fractionsAddUp() {
        var half = pod("cpu", "500m");
        assertThat(NodeFit.reasons(half, node, List.of(half, half, half))).isEmpty();
        assertThat(NodeFit.reasons(half, node, List.of(half, half, half, half)))
                .containsExactly("Insufficient cpu");
    }

    @Test
    void aSelectorMustMatch() {
        var picky =
                new PodBuilder(pod("cpu", "1"))
                        .editSpec()
                        .addToNodeSelector("pool", "other")
                        .endSpec()
                        .build();
        assertThat(NodeFit.reasons(picky, node, List.of()))
                .containsExactly("node(s) didn't match Pod's node affinity/selector");
    }

    @Test
    void aTaintKeepsOffWhoDoesNotTolerateIt() {
        var tainted =
                new NodeBuilder(node)
                        .editSpec()
                        .addNewTaint("NoSchedule", "gpu", null, "only")
                        .endSpec()
                        .build();
        var tolerant =
                new PodBuilder(pod("cpu", "1"))
                        .editSpec()
                        .addNewToleration("NoSchedule", "gpu", "Exists", null, null)
                        .endSpec()
                        .build();
        assertThat(NodeFit.reasons(pod("cpu", "1"), tainted, List.of()))
                .containsExactly("node(s) had untolerated taint {gpu: only}");
        assertThat(NodeFit.reasons(tolerant, tainted, List.of())).isEmpty();
    }

    private static Pod pod(String resource, String amount) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withNewResources()
                .addToLimits(resource, new Quantity(amount))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
