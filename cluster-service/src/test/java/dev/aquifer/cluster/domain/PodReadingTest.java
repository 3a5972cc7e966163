package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.PodState;
import org.junit.jupiter.api.Test;

class PodReadingTest {
    private static PodState read(String status) {
        var pod =
                object(
                        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','uid':'u'},"
                                + "'status':"
                                + status
                                + "}");
        return PodReading.of(pod, pod);
    }

    @Test
    void tellsWhyAPodCannotBeScheduled() {
        var state =
                read(
                        """
                        {'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',
                          'reason':'Unschedulable','message':'Insufficient nvidia.com/gpu'}]}
                        """);

        assertThat(state.reason()).isEqualTo("Unschedulable");
        assertThat(state.message()).isEqualTo("Insufficient nvidia.com/gpu");
    }

    @Test
    void tellsWhatAContainerWaitsForBeforeWhatIsOrdinary() {
        var state =
                read(
                        """
                        {'containerStatuses':[
                          {'state':{'waiting':{'reason':'ContainerCreating'}}},
                          {'state':{'waiting':{'reason':'ImagePullBackOff',
                            'message':'no such image'}}}]}
                        """);

        assertThat(state.reason()).isEqualTo("ImagePullBackOff");
        assertThat(state.message()).isEqualTo("no such image");
    }

    @Test
    void tellsHowACrashingContainerEndedLast() {
        var state =
                read(
                        """
                        {'containerStatuses':[{'restartCount':3,
                          'state':{'waiting':{'reason':'CrashLoopBackOff','message':'back-off'}},
                          'lastState':{'terminated':{'exitCode':137,'reason':'OOMKilled'}}}]}
                        """);

        assertThat(state.message()).isEqualTo("back-off (last: exit code 137, OOMKilled)");
        assertThat(state.restarts()).isEqualTo(3);
    }

    @Test
    void keepsAReportOutOfTheMessageForPeople() {
        var state =
                read(
                        """
                        {'phase':'Failed','containerStatuses':[{'state':{'terminated':
                          {'exitCode':1,'reason':'Error','message':'{ }'}}}]}
                        """);

        assertThat(state.reason()).isEqualTo("Error");
        assertThat(state.message()).isEqualTo("exit code 1, Error");
    }

    @Test
    void shortensWhatIsTooLong() {
        var state = read("{'reason':'Evicted','message':'" + "x".repeat(5000) + "'}");

        assertThat(state.message()).hasSize(1025).endsWith("…");
    }

    @Test
    void readsAPodOfWhichNothingIsKnown() {
        assertThat(read("{}"))
                .isEqualTo(new PodState("p", "u", 0, null, null, "Unknown", false, 0, "", ""));
    }

    @Test
    void readsAPodOfAStrangeShape() {
        assertThat(read("{'conditions':'x','containerStatuses':[1,'a',{'state':7}]}").ready())
                .isFalse();
    }
}
