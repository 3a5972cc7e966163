package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.Reason;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import org.junit.jupiter.api.Test;

/** Jobs run once and what they left is read once; gangs are as ready as their pods. */
abstract class RunningContract extends WorkBench {
    @Test
    void anAttemptReplacesTheJobOfTheOneBefore() {
        request("w", 1, JOB.formatted("worker:1").replace("hydrate", "hydrate-1"));
        settle("w");
        request("w", 2, JOB.formatted("worker:1").replace("hydrate", "hydrate-2"));
        settle("w");

        var jobs = kube.client().batch().v1().jobs().inNamespace(namespace);
        assertThat(jobs.withName("hydrate-1").get()).isNull();
        assertThat(jobs.withName("hydrate-2").get()).isNotNull();
        assertThat(row("w").applied()).hasSize(1);
    }

    @Test
    void readsTheReportOfAJobThatCompleted() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", true, "{\"t\":\"result\",\"digest\":\"d\"}");
        var job = until("w", Readiness.READY);

        assertThat(String.valueOf(job.report())).contains("\"digest\":\"d\"");
        assertThat(job.pods()).singleElement().extracting(PodState::phase).isEqualTo("Succeeded");
    }

    @Test
    void readsTheReportOfAJobThatFailed() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", false, "{\"code\":\"NotFound\"}");
        var job = until("w", Readiness.FAILED);

        assertThat(job.reason()).isEqualTo("BackoffLimitExceeded");
        assertThat(String.valueOf(job.report())).isEqualTo("{\"code\":\"NotFound\"}");
    }

    @Test
    void aReportThatIsNoJsonIsNone() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", true, "killed by the moon");

        assertThat(until("w", Readiness.READY).report()).isNull();
    }

    @Test
    void aGangIsReadyWhenEachPodIs() {
        kube.apply(GANG_KIND);
        request("w", 0, GANG);
        until("w", WorkObserved.class);
        assertThat(until("w", Readiness.PROGRESSING).message()).isEqualTo("0 of 2 pods are Ready");
        gangPod(0, "True");
        await().until(
                        () -> {
                            pass("w");
                            return last("w").objects().getFirst().message();
                        },
                        "1 of 2 pods are Ready"::equals);
        gangPod(1, "True");
        var gang = until("w", Readiness.READY);

        assertThat(gang.pods()).extracting(PodState::index).containsExactly(0, 1);
        assertThat(gang.pods()).allMatch(PodState::ready);
    }

    private void gangPod(int index, String ready) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'gang-0-%1$d',
                  'namespace':'%2$s','labels':{'app.kubernetes.io/managed-by':'aquifer',
                  'modelplane.ai/uid':'%3$s','leaderworkerset.sigs.k8s.io/name':'gang',
                  'leaderworkerset.sigs.k8s.io/group-index':'0',
                  'leaderworkerset.sigs.k8s.io/worker-index':'%1$d'}},
                 'spec':{'containers':[{'name':'engine','image':'e'}]}}
                """
                        .formatted(index, namespace, owner.admittedUid()));
        kube.status(
                namespace,
                "gang-0-" + index,
                """
                {'phase':'Running','conditions':[{'type':'Ready','status':'%s',
                  'lastTransitionTime':'2026-01-01T00:00:00Z'},
                  {'type':'PodScheduled','status':'True'}]}
                """
                        .formatted(ready));
    }

    @Test
    void saysThatAClaimIsMissing() {
        assumeTrue(
                !kube.isReal(), "NOT TESTED here: it has no nodes, which its scheduler says first");
        request(
                "w",
                1,
                JOB.formatted("worker:1")
                        .replace(
                                "'containers'",
                                "'volumes':[{'name':'v','persistentVolumeClaim':"
                                        + "{'claimName':'nowhere'}}],'containers'"));
        settle("w");
        kube.awaitClaim(namespace, "hydrate", "nowhere");

        await().untilAsserted(
                        () -> {
                            pass("w");
                            assertThat(last("w").reasons())
                                    .extracting(Reason::code, Reason::object)
                                    .containsExactly(
                                            tuple(
                                                    "ClaimMissing",
                                                    "PersistentVolumeClaim/"
                                                            + namespace
                                                            + "/nowhere"));
                        });
    }

    private String jobUid() {
        var job =
                kube.client().batch().v1().jobs().inNamespace(namespace).withName("hydrate").get();
        return job == null ? "" : job.getMetadata().getUid();
    }

    private void deleteJob() {
        kube.client().pods().inNamespace(namespace).delete();
        kube.client().batch().v1().jobs().inNamespace(namespace).withName("hydrate").delete();
        await().until(() -> jobUid().isEmpty());
    }

    @Test
    void aJobThatEndedIsNotRunAgainBecauseSomebodyTidiedUp() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");
        until("w", Readiness.READY);
        var before = last("w");
        deleteJob();
        openSession();

        until("w", Readiness.READY);
        settle("w");

        assertThat(jobUid()).isEmpty();
        assertThat(last("w").session()).isGreaterThan(before.session());
        assertThat(last("w").objects().getLast().report())
                .isEqualTo(before.objects().getLast().report());
        assertThat(last("w").objects().getLast().since())
                .isEqualTo(before.objects().getLast().since());
    }

    @Test
    void aJobThatIsGoneWithItsPodBeforeItsResultWasReadRunsAgain() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        var first = jobUid();
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"lost\"}");
        deleteJob();

        await().until(
                        () -> {
                            pass("w");
                            return jobUid();
                        },
                        uid -> !uid.isEmpty() && !uid.equals(first));
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");

        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("\"d\"");
        assertThat(
                        transactions.published().stream()
                                .filter(WorkObserved.class::isInstance)
                                .filter(e -> e.toString().contains("digest")))
                .hasSize(1);
    }

    @Test
    void removesAJobWithItsPods() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "");
        until("w", Readiness.READY);
        withdraw("w");
        until("w", WorkRemoved.class);

        assertThat(kube.client().batch().v1().jobs().inNamespace(namespace).list().getItems())
                .isEmpty();
        await().until(
                        () ->
                                kube.client()
                                        .pods()
                                        .inNamespace(namespace)
                                        .list()
                                        .getItems()
                                        .isEmpty());
    }

    @Test
    void aResultThatWasTakenOutlivesItsPod() {
        request("w", 1, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");
        until("w", Readiness.READY);
        kube.client().pods().inNamespace(namespace).delete();
        request("w", 1, CONFIG.formatted("a", "2"), JOB.formatted("worker:1"));
        settle("w");

        assertThat(data("a")).containsEntry("a", "2");
        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("digest");
    }

    @Test
    void theEndOfAJobIsNotSaidBeforeItsResultIsThere() {
        assumeTrue(!kube.isReal(), "NOT TESTED here: its controllers end pods before Jobs");
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.runJob(namespace, "hydrate", "nowhere");
        kube.endJob(namespace, "hydrate", true);
        await().until(
                        () -> {
                            pass("w");
                            return last("w").objects().getLast().reason();
                        },
                        "ResultPending"::equals);
        assertThat(last("w").objects().getLast().readiness()).isEqualTo(Readiness.PROGRESSING);

        kube.endPod(namespace, "hydrate-pod", true, "{\"digest\":\"d\"}");

        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("digest");
        assertThat(
                        transactions.published().stream()
                                .filter(WorkObserved.class::isInstance)
                                .filter(e -> e.toString().contains("digest")))
                .hasSize(1);
    }
}
