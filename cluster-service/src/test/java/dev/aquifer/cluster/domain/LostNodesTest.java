package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.PodState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LostNodesTest {
    private static final ObjectTree LOST =
            object(
                    """
                    {'apiVersion':'v1','kind':'Node','metadata':{'name':'n'},
                     'status':{'conditions':[{'type':'Ready','status':'Unknown',
                       'reason':'NodeStatusUnknown','message':'Kubelet stopped posting node status.',
                       'lastHeartbeatTime':'2026-01-02T03:00:00Z'}]}}
                    """);

    private static PodState read(String metadata, String status) {
        var pod =
                object(
                        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','uid':'u'"
                                + metadata
                                + "},'spec':{'nodeName':'n'},'status':"
                                + status
                                + "}");
        var told = LostNodes.told(List.of(pod), name -> Optional.of(LOST));
        return PodReading.of(pod, told.getFirst());
    }

    @Test
    void aPodThatIsNotReadySaysThatItsNodeIsLost() {
        var state =
                read("", "{'phase':'Running','conditions':[{'type':'Ready','status':'False'}]}");

        assertThat(state.reason()).isEqualTo("NodeLost");
        assertThat(state.message())
                .isEqualTo(
                        "node n is not heard of: NodeStatusUnknown: Kubelet stopped posting node"
                                + " status. Heard last at 2026-01-02T03:00:00Z.");
    }

    @Test
    void soDoesOneThatIsToGo() {
        var state = read(",'deletionTimestamp':'2026-01-02T03:04:05Z'", "{'phase':'Running'}");

        assertThat(state.reason()).isEqualTo("NodeLost");
    }

    @Test
    void aNodeThatSaysItIsNotReadyIsHeardOf() {
        var node =
                object(
                        """
                        {'apiVersion':'v1','kind':'Node','metadata':{'name':'n'},
                         'status':{'conditions':[{'type':'Ready','status':'False',
                           'reason':'KubeletNotReady'}]}}
                        """);

        assertThat(LostNodes.isLost(node)).isFalse();
        assertThat(LostNodes.isLost(LOST)).isTrue();
    }

    @Test
    void whatIsReadyOrHasEndedSaysNothing() {
        assertThat(read("", "{'phase':'Succeeded'}").reason()).isEmpty();
        assertThat(
                        read(
                                        "",
                                        "{'phase':'Running','conditions':"
                                                + "[{'type':'Ready','status':'True'}]}")
                                .reason())
                .isEmpty();
    }
}
