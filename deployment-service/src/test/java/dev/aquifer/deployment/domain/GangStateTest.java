package dev.aquifer.deployment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GangStateTest {
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final Subject SUBJECT =
            new Subject(ResourceRef.parse("ModelDeployment/ml/qwen"), new Uid("u"), 1);

    private static PodState pod(int index, boolean ready, String reason, String message) {
        return new PodState(
                "gang-" + index,
                "uid-" + index,
                index,
                "node-" + index,
                "127.10.0." + index,
                "Running",
                ready,
                0,
                reason,
                message);
    }

    private static WorkObserved observed(Readiness readiness, PodState... pods) {
        var object =
                new ObservedObject(
                        "leaderworkerset.x-k8s.io/v1",
                        "LeaderWorkerSet",
                        "ml",
                        "gang",
                        readiness,
                        "",
                        "",
                        List.of(pods),
                        null,
                        SINCE);
        return new WorkObserved(
                SUBJECT,
                new ClusterName("a"),
                new WorkId("w"),
                0,
                1,
                List.of(object),
                SINCE,
                SINCE);
    }

    @Test
    void isReadyWhenEveryPodIs() {
        var gang =
                GangState.of(
                        observed(Readiness.READY, pod(1, true, "", ""), pod(0, true, "", "")), 2);

        assertThat(gang)
                .isInstanceOfSatisfying(
                        GangState.Ready.class,
                        ready -> {
                            assertThat(ready.pods())
                                    .extracting(PodState::index)
                                    .containsExactly(0, 1);
                            assertThat(ready.leaderAddress()).contains("127.10.0.0");
                        });
    }

    @Test
    void isNotReadyWithFewerPodsThanTheReplicaHas() {
        assertThat(GangState.of(observed(Readiness.READY, pod(0, true, "", "")), 2))
                .isInstanceOf(GangState.NotReady.class);
    }

    @Test
    void doesNotBelieveAControllerWhosePodsAreNotReady() {
        assertThat(
                        GangState.of(
                                observed(
                                        Readiness.READY,
                                        pod(0, true, "", ""),
                                        pod(1, false, "", "")),
                                2))
                .isInstanceOf(GangState.NotReady.class);
    }

    @Test
    void namesThePodAndWhatItWaitsFor() {
        var gang =
                GangState.of(
                        observed(
                                Readiness.PROGRESSING,
                                pod(0, true, "", ""),
                                pod(1, false, "Unschedulable", "2 Insufficient nvidia.com/gpu")),
                        2);

        assertThat(gang)
                .isInstanceOfSatisfying(
                        GangState.NotReady.class,
                        not -> {
                            assertThat(not.reason()).isEqualTo("Unschedulable");
                            assertThat(not.message())
                                    .isEqualTo(
                                            "pod gang-1: Unschedulable: 2 Insufficient"
                                                    + " nvidia.com/gpu");
                        });
    }

    @Test
    void saysWhatTheClusterRefused() {
        var rejected =
                new WorkRejected(
                        SUBJECT,
                        new ClusterName("a"),
                        new WorkId("w"),
                        0,
                        1,
                        "LeaderWorkerSet/gang",
                        "Forbidden",
                        "no rights",
                        false,
                        SINCE);

        assertThat(GangState.of(rejected, 2))
                .isEqualTo(
                        new GangState.NotReady(
                                "Rejected",
                                "LeaderWorkerSet/gang: Forbidden: no rights",
                                List.of(),
                                SINCE));
    }

    @Test
    void whatKeepsTheWorkFromBeingAsItIsWantedIsTheReason() {
        var reason =
                new ObservationEvent.Reason(
                        "ClaimMissing", "PersistentVolumeClaim/ml/models", "does not exist");
        var seen =
                new WorkObserved(
                        SUBJECT,
                        new ClusterName("a"),
                        new WorkId("w"),
                        0,
                        1,
                        observed(Readiness.PROGRESSING, pod(0, false, "Unschedulable", ""))
                                .objects(),
                        SINCE,
                        SINCE,
                        null,
                        List.of(reason));

        assertThat(GangState.of(seen, 1))
                .isInstanceOfSatisfying(
                        GangState.NotReady.class,
                        state -> {
                            assertThat(state.reason()).isEqualTo("ClaimMissing");
                            assertThat(state.message())
                                    .isEqualTo("PersistentVolumeClaim/ml/models: does not exist");
                        });
    }
}
