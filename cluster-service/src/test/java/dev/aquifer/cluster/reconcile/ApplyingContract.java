package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkApplied;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wanted is there, is restored, and is asked for no more often than needed. */
abstract class ApplyingContract extends WorkBench {
    @Test
    void appliesInOrderAndSaysSoOnce() {
        request("w", 0, CONFIG.formatted("a", "1"), CONFIG.formatted("b", "2"));
        settle("w");
        settle("w");

        assertThat(data("a")).containsEntry("a", "1");
        assertThat(saidOf(WorkApplied.class)).isEqualTo(1);
        assertThat(saidOf(WorkObserved.class)).isEqualTo(1);
        var labels =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();
        assertThat(labels.getLabels())
                .containsEntry("modelplane.ai/uid", owner.admittedUid().value());
        assertThat(labels.getAnnotations()).containsEntry("aquifer.dev/work", "w");
    }

    @Test
    void asksNothingOfTheClusterWhenNothingChanged() {
        request("w", 0, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        var object = kube.client().configMaps().inNamespace(namespace).withName("a").get();
        await().until(
                        () ->
                                cluster.ours().stream()
                                        .anyMatch(
                                                o ->
                                                        o.uid()
                                                                .equals(
                                                                        object.getMetadata()
                                                                                .getUid())));
        await().until(
                        () -> {
                            var before = wire.sent();
                            settle("w");
                            return wire.sent() == before;
                        });

        var before = wire.sent();
        request("w", 0, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        for (int i = 0; i < 20; i++) {
            assertThat(pass("w")).isEqualTo(Pass.SETTLED);
        }

        assertThat(wire.sent()).isEqualTo(before);
    }

    @Test
    void changesNothingAfterARestart() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        var before =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();

        openSession();
        settle("w");

        var after =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();
        assertThat(after.getResourceVersion()).isEqualTo(before.getResourceVersion());
        assertThat(row("w").observation().orElseThrow().session()).isEqualTo(session);
    }

    @Test
    void restoresWhatSomebodyChanged() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        edit("a", map -> map.addToData("a", "meddled"));

        await().until(
                        () -> {
                            pass("w");
                            return "1".equals(data("a").get("a"));
                        });
    }

    private void meddle(String name) {
        edit(name, map -> map.addToData("a", "meddled"));
    }

    @Test
    void saysHowThingsAreThoughSomebodyChangesThemAgainAndAgain() {
        request("w", 1, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        await().until(
                        () -> {
                            meddle("a");
                            var pass = pass("w");
                            return pass == Pass.FAILED && "meddled".equals(data("a").get("a"));
                        });

        kube.finishJob(namespace, "hydrate", true, "{\"t\":\"result\"}");

        await().until(
                        () -> {
                            meddle("a");
                            pass("w");
                            return row("w").observation().orElse(null) instanceof WorkObserved seen
                                    && seen.objects().getLast().readiness() == Readiness.READY;
                        });
    }

    @Test
    void makesAgainWhatSomebodyDeleted() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        var uid =
                kube.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("a")
                        .get()
                        .getMetadata()
                        .getUid();
        kube.client().configMaps().inNamespace(namespace).withName("a").delete();

        await().until(
                        () -> {
                            pass("w");
                            var now =
                                    kube.client()
                                            .configMaps()
                                            .inNamespace(namespace)
                                            .withName("a")
                                            .get();
                            return now != null && !now.getMetadata().getUid().equals(uid);
                        });
    }

    @Test
    void waitsForAKindThatTheClusterDoesNotServeYet() {
        request("w", 0, "{'apiVersion':'x.dev/v1','kind':'Thing','metadata':{'name':'t'}}");

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("NoSuchKind");
        assertThat(rejected.retryable()).isTrue();
    }

    @Test
    void refusesAFieldThatTheKindDoesNotHave() {
        request(
                "w",
                0,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'dota':{'a':'1'}}");

        assertThat(rejection("w").message()).contains("dota");
    }

    @Test
    void anImmutableFieldIsADecisionAndNoLoop() {
        assumeTrue(
                kube.isReal(),
                "NOT TESTED here: embedded-kubernetes lets the template of a Job be edited");
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        request("w", 1, JOB.formatted("worker:2"));

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("Invalid");
        assertThat(rejected.retryable()).isFalse();
        assertThat(rejected.message()).contains("immutable");
        var before = wire.sent();
        assertThat(pass("w")).isEqualTo(Pass.REFUSED);
        assertThat(wire.sent()).isEqualTo(before);
    }

    /** As Sieve does: whatever step a crash comes after, the end is that of a run without one. */
    @Test
    void reachesTheSameEndWhereverItCrashes() {
        request("calm", 0, crashManifests("calm"));
        transactions.crashAt(Integer.MAX_VALUE);
        settle("calm");
        var steps = transactions.uses();
        var reference = shape("calm");
        assertThat(steps).isGreaterThan(5);

        // Each step on the fast server, each fourth on the real one.
        var stride = kube.isReal() ? 4 : 1;
        for (int step = 1; step <= steps; step += stride) {
            var work = "crash-" + step;
            request(work, 0, crashManifests(work));
            crashOnce(work, step);
            openSession();
            settle(work);
            assertThat(shape(work)).as("crash at step %d", step).isEqualTo(reference);
            withdraw(work);
            crashOnce(work, step);
            openSession();
            until(work, WorkRemoved.class);
            assertThat(left(work)).as("left after crash at step %d", step).isEmpty();
        }
    }

    private static String[] crashManifests(String work) {
        return new String[] {
            CONFIG.formatted(work + "-a", "1"),
            JOB.formatted("worker:1").replace("hydrate", work + "-job")
        };
    }

    private void crashOnce(String work, int step) {
        var row = row(work);
        transactions.crashAt(step);
        try {
            reconciler.reconcile(row);
        } catch (RecordingTransactions.Crash e) {
            // As wanted.
        }
        transactions.crashAt(Integer.MAX_VALUE);
    }

    private List<String> shape(String work) {
        return row(work).applied().stream()
                .map(a -> a.ref().kind() + a.ref().name().substring(work.length()))
                .toList();
    }

    private List<String> left(String work) {
        var maps = kube.client().configMaps().inNamespace(namespace).list().getItems().stream();
        return maps.map(m -> m.getMetadata().getName()).filter(n -> n.startsWith(work)).toList();
    }
}
