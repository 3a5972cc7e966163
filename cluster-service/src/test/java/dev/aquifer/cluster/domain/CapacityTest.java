package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.domain.Capacity.HardwareClass;
import dev.aquifer.cluster.domain.Capacity.NamedPool;
import dev.aquifer.events.ClusterEvent.NodePool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static ObjectTree node(String pool, String ready, boolean unschedulable, int gpus) {
        return object(
                """
                {'metadata':{'labels':{'modelplane.ai/pool':'%s'}},
                 'spec':{'unschedulable':%s},
                 'status':{'allocatable':{'nvidia.com/gpu':'%d'},
                   'conditions':[{'type':'Ready','status':'%s'}]}}
                """
                        .formatted(pool, unschedulable, gpus, ready));
    }

    private static final Map<String, HardwareClass> CLASSES =
            Map.of("l4", new HardwareClass("l4", "nvidia-l4", "24Gi", 2));

    @Test
    void countsNodesThatAreReadyAndMayBeScheduledTo() {
        var pools =
                Capacity.of(
                        List.of(
                                node("gpu", "True", false, 2),
                                node("gpu", "Unknown", false, 2),
                                node("gpu", "True", true, 2)),
                        List.of(new NamedPool("gpu", "l4")),
                        CLASSES);

        assertThat(pools).containsExactly(new NodePool("gpu", "l4", "nvidia-l4", "24Gi", 2, 1));
    }

    @Test
    void namesAPoolWithoutNodesByItsClass() {
        assertThat(Capacity.of(List.of(), List.of(new NamedPool("gpu", "l4")), CLASSES))
                .containsExactly(new NodePool("gpu", "l4", "nvidia-l4", "24Gi", 2, 0));
    }

    @Test
    void showsAPoolThatTheSpecDoesNotName() {
        assertThat(Capacity.of(List.of(node("mine", "True", false, 4)), List.of(), CLASSES))
                .containsExactly(new NodePool("mine", "", "", "", 4, 1));
    }

    @Test
    void promisesOfUnequalNodesWhatEachHas() {
        var pools =
                Capacity.of(
                        List.of(node("mine", "True", false, 4), node("mine", "True", false, 1)),
                        List.of(),
                        CLASSES);

        assertThat(pools).containsExactly(new NodePool("mine", "", "", "", 1, 2));
    }

    @Test
    void leavesOutNodesWithoutPoolAndGpus() {
        assertThat(Capacity.of(List.of(node("", "True", false, 0)), List.of(), CLASSES)).isEmpty();
    }
}
