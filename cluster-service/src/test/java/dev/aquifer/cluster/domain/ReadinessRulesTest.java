package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.gangPod;
import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessRulesTest {
    private static final String GANG =
            """
            {'apiVersion':'leaderworkerset.x-k8s.io/v1','kind':'LeaderWorkerSet',
             'metadata':{'name':'gang','namespace':'team','uid':'g','generation':1},
             'spec':{'replicas':1,'leaderWorkerTemplate':{'size':2}},
             'status':{'observedGeneration':1,
               'conditions':[{'type':'Available','status':'True'}]}}
            """;

    private static Verdict verdict(String object, ObjectTree... pods) {
        return ReadinessRules.of(object(object), List.of(pods));
    }

    private static String claim(String status) {
        return """
               {'apiVersion':'v1','kind':'PersistentVolumeClaim',
                'metadata':{'name':'c','namespace':'team'},
                'spec':{'storageClassName':'fast','volumeName':'pv-1'},'status':%s}
               """
                .formatted(status);
    }

    @Test
    void aClaimIsReadyWhenBound() {
        assertThat(verdict(claim("{'phase':'Bound'}")).readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void aPendingClaimIsOnItsWayAndNamesItsClass() {
        var verdict = verdict(claim("{'phase':'Pending'}"));

        assertThat(verdict.readiness()).isEqualTo(Readiness.PROGRESSING);
        assertThat(verdict.reason()).isEqualTo("Pending");
        assertThat(verdict.message()).contains("StorageClass fast").contains("first pod");
    }

    @Test
    void aClaimOfWhichNothingWasReportedYetIsOnItsWay() {
        assertThat(verdict(claim("{}")).readiness()).isEqualTo(Readiness.PROGRESSING);
    }

    @Test
    void aLostClaimFailed() {
        var verdict = verdict(claim("{'phase':'Lost'}"));

        assertThat(verdict.readiness()).isEqualTo(Readiness.FAILED);
        assertThat(verdict.message()).contains("pv-1");
    }

    private static String job(String status) {
        return """
               {'apiVersion':'batch/v1','kind':'Job',
                'metadata':{'name':'hydrate','namespace':'team','uid':'job-1'},
                'status':%s}
               """
                .formatted(status);
    }

    @Test
    void aJobIsReadyWhenCompleteSinceItsCompletion() {
        var verdict =
                verdict(
                        job(
                                """
                                {'completionTime':'2026-01-02T03:04:05Z','succeeded':1,
                                 'conditions':[{'type':'SuccessCriteriaMet','status':'True'},
                                               {'type':'Complete','status':'True'}]}
                                """));

        assertThat(verdict.readiness()).isEqualTo(Readiness.READY);
        assertThat(verdict.since()).contains(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void aJobWhoseSuccessIsOnlyForeseenIsNotReady() {
        var status = "{'conditions':[{'type':'SuccessCriteriaMet','status':'True'}]}";

        assertThat(verdict(job(status)).readiness()).isEqualTo(Readiness.PROGRESSING);
    }

    @Test
    void aFailedJobSaysWhyInTheClustersWords() {
        var verdict =
                verdict(
                        job(
                                """
                                {'conditions':[{'type':'Failed','status':'True',
                                  'reason':'BackoffLimitExceeded','message':'too often',
                                  'lastTransitionTime':'2026-01-02T03:04:05Z'}]}
                                """));

        assertThat(verdict)
                .isEqualTo(
                        Verdict.failed(
                                "BackoffLimitExceeded",
                                "too often",
                                java.util.Optional.of(Instant.parse("2026-01-02T03:04:05Z"))));
    }

    @Test
    void aJobThatFailedAndWaitsForAPodOnALostNodeSaysWhichOne() {
        var pod =
                object(
                        """
                        {'apiVersion':'v1','kind':'Pod',
                         'metadata':{'name':'hydrate-x','namespace':'team','uid':'p',
                           'deletionTimestamp':'2026-01-02T03:04:05Z',
                           'labels':{'batch.kubernetes.io/job-name':'hydrate'}},
                         'spec':{'nodeName':'node-7'},
                         'status':{'phase':'Running','conditions':[
                           {'type':'DisruptionTarget','status':'True',
                            'reason':'DeletionByTaintManager','message':'node is unreachable'}]}}
                        """);
        var status =
                """
                {'conditions':[{'type':'FailureTarget','status':'True',
                  'reason':'BackoffLimitExceeded','message':'too often'}]}
                """;

        var verdict = verdict(job(status), pod);

        assertThat(verdict.readiness()).isEqualTo(Readiness.PROGRESSING);
        assertThat(verdict.reason()).isEqualTo("FailureTarget");
        assertThat(verdict.message()).contains("BackoffLimitExceeded", "hydrate-x on node node-7");
        var state = ReadinessRules.pods(object(job(status)), List.of(pod)).getFirst();
        assertThat(state.reason()).isEqualTo("Terminating");
        assertThat(state.message()).contains("DeletionByTaintManager");
    }

    @Test
    void aRunningJobTellsWhatHoldsUpItsPod() {
        var pod =
                object(
                        """
                        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'team',
                          'labels':{'batch.kubernetes.io/job-name':'hydrate'},
                          'ownerReferences':[{'kind':'Job','name':'hydrate','uid':'job-1'}]},
                         'status':{'phase':'Pending','conditions':[{'type':'PodScheduled',
                           'status':'False','reason':'Unschedulable',
                           'message':'0/2 nodes are available'}]}}
                        """);

        var verdict = verdict(job("{'active':1}"), pod);

        assertThat(verdict.reason()).isEqualTo("Unschedulable");
        assertThat(verdict.message()).contains("0/2 nodes are available");
    }

    @Test
    void aPodOfAnEarlierJobOfThatNameIsNotItsPod() {
        var pod =
                object(
                        """
                        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'team',
                          'labels':{'batch.kubernetes.io/job-name':'hydrate'},
                          'ownerReferences':[{'kind':'Job','name':'hydrate','uid':'job-0'}]}}
                        """);

        assertThat(ReadinessRules.pods(object(job("{}")), List.of(pod))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConfigMap", "Secret", "Service", "StorageClass", "Whatever"})
    void otherKindsAreReadyWhenTheyExist(String kind) {
        var verdict =
                verdict(
                        "{'apiVersion':'v1','kind':'"
                                + kind
                                + "','metadata':{'name':'x',"
                                + "'creationTimestamp':'2026-01-01T00:00:00Z'}}");

        assertThat(verdict.readiness()).isEqualTo(Readiness.READY);
        assertThat(verdict.since()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void whatIsBeingDeletedIsNotReady() {
        var verdict =
                verdict(
                        """
                        {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x',
                          'deletionTimestamp':'2026-01-01T00:00:00Z'}}
                        """);

        assertThat(verdict.reason()).isEqualTo("Terminating");
        assertThat(verdict.readiness()).isEqualTo(Readiness.PROGRESSING);
    }

    @Test
    void aGangIsReadyWhenEveryPodIsSinceTheLastBecameSo() {
        var verdict = verdict(GANG, gangPod("gang", 0, true), gangPod("gang", 1, true));

        assertThat(verdict.readiness()).isEqualTo(Readiness.READY);
        assertThat(verdict.since()).contains(Instant.parse("2026-01-01T00:00:01Z"));
    }

    @Test
    void aGangsOwnWordIsNotTaken() {
        var verdict = verdict(GANG, gangPod("gang", 0, true), gangPod("gang", 1, false));

        assertThat(verdict.readiness()).isEqualTo(Readiness.PROGRESSING);
        assertThat(verdict.reason()).isEqualTo("ContainersNotReady");
        assertThat(verdict.message()).startsWith("1 of 2 pods are Ready");
    }

    @Test
    void aGangWithAMissingPodIsNotReady() {
        var verdict = verdict(GANG, gangPod("gang", 0, true));

        assertThat(verdict.readiness()).isEqualTo(Readiness.PROGRESSING);
        assertThat(verdict.message()).isEqualTo("1 of 2 pods are Ready");
    }

    @Test
    void aGangWhoseNewestSpecNobodyLookedAtIsNotReady() {
        var edited = GANG.replace("'generation':1", "'generation':2");

        var verdict = verdict(edited, gangPod("gang", 0, true), gangPod("gang", 1, true));

        assertThat(verdict.reason()).isEqualTo("RollingOut");
    }

    @Test
    void podsOfAGangAreListedByIndexWithTheLeaderFirst() {
        var pods =
                ReadinessRules.pods(
                        object(GANG), List.of(gangPod("gang", 1, false), gangPod("gang", 0, true)));

        assertThat(pods)
                .containsExactly(
                        new PodState(
                                "gang-0-0",
                                "pod-0",
                                0,
                                "node-0",
                                "127.0.1.1",
                                "Running",
                                true,
                                2,
                                "",
                                ""),
                        new PodState(
                                "gang-0-1",
                                "pod-1",
                                1,
                                "node-1",
                                "127.0.1.2",
                                "Running",
                                false,
                                2,
                                "ContainersNotReady",
                                ""));
    }

    @Test
    void aGangOfTheFormerTemplateIsNotTheNewOneThoughAllItsPodsAreReady() {
        var edited =
                GANG.replace("'generation':1", "'generation':2")
                        .replace("'observedGeneration':1", "'observedGeneration':2,'replicas':1%s");

        assertThat(verdict(edited.formatted(""), member(0), member(1)).readiness())
                .isEqualTo(Readiness.PROGRESSING);
        assertThat(
                        verdict(edited.formatted(",'updatedReplicas':1"), member(0), member(1))
                                .readiness())
                .isEqualTo(Readiness.READY);
    }

    private static ObjectTree member(int index) {
        return object(
                """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'gang-%1$d','namespace':'team',
                  'labels':{'leaderworkerset.sigs.k8s.io/name':'gang',
                    'leaderworkerset.sigs.k8s.io/worker-index':'%1$d',
                    'leaderworkerset.sigs.k8s.io/template-revision-hash':'old'}},
                 'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}
                """
                        .formatted(index));
    }

    private static final String DEPLOYMENT =
            """
            {'apiVersion':'apps/v1','kind':'Deployment',
             'metadata':{'name':'d','namespace':'team','generation':2},
             'spec':{'replicas':1,'selector':{'matchLabels':{'app':'d'}}},
             'status':{'observedGeneration':%d,'updatedReplicas':1,'replicas':%d}}
            """;

    private static ObjectTree deploymentPod() {
        return object(
                """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'d-1','namespace':'team',
                  'labels':{'app':'d'}},
                 'status':{'conditions':[{'type':'Ready','status':'True'}]}}
                """);
    }

    @Test
    void aDeploymentIsReadyWhenAllWantedPodsAreUpdatedAndReady() {
        assertThat(verdict(DEPLOYMENT.formatted(2, 1), deploymentPod()).readiness())
                .isEqualTo(Readiness.READY);
    }

    @Test
    void aDeploymentWithAPodOfTheOldSpecIsNotReady() {
        assertThat(verdict(DEPLOYMENT.formatted(2, 2), deploymentPod()).readiness())
                .isEqualTo(Readiness.PROGRESSING);
    }

    @Test
    void aDeploymentWhoseNewestSpecNobodyLookedAtIsNotReady() {
        assertThat(verdict(DEPLOYMENT.formatted(1, 1), deploymentPod()).reason())
                .isEqualTo("RollingOut");
    }

    @Test
    void aDeploymentWithoutReadyPodsIsNotReadyWhateverItSays() {
        assertThat(verdict(DEPLOYMENT.formatted(2, 1)).readiness())
                .isEqualTo(Readiness.PROGRESSING);
    }
}
