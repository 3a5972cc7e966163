package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.ledger.Cause;
import org.junit.jupiter.api.Test;

/** What is ours is known by its marks and goes in its order; nothing else is touched. */
abstract class OwnershipContract extends WorkBench {
    @Test
    void putsBackItsLabelWhenSomebodyTookItAway() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        edit(
                "a",
                map ->
                        map.editMetadata()
                                .removeFromLabels(Ownership.MANAGED_BY)
                                .removeFromLabels(Ownership.UID)
                                .endMetadata());

        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                    .configMaps()
                                    .inNamespace(namespace)
                                    .withName("a")
                                    .get()
                                    .getMetadata()
                                    .getLabels()
                                    .containsKey(Ownership.UID);
                        });
    }

    @Test
    void neverTakesOverWhatIsNotOurs() {
        kube.namespace(namespace);
        kube.apply(
                CONFIG.formatted("a", "theirs")
                        .replace("'name'", "'namespace':'" + namespace + "','name'"));
        request("w", 0, CONFIG.formatted("a", "ours"));

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("Conflict");
        assertThat(rejected.object()).isEqualTo("ConfigMap/a");
        assertThat(rejected.message()).contains(namespace).contains("not ours");
        assertThat(data("a")).containsEntry("a", "theirs");

        kube.client().configMaps().inNamespace(namespace).withName("a").delete();
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "ours");
    }

    @Test
    void leavesWhatIsNotOursWhenItIsWithdrawn() {
        kube.namespace(namespace);
        kube.apply(
                CONFIG.formatted("a", "theirs")
                        .replace("'name'", "'namespace':'" + namespace + "','name'"));
        request("w", 0, CONFIG.formatted("a", "ours"));
        rejection("w");

        withdraw("w");
        until("w", WorkRemoved.class);

        assertThat(data("a")).containsEntry("a", "theirs");
    }

    @Test
    void removesInReverseWaitingForEach() {
        request("w", 0, CONFIG.formatted("first", "1"), CONFIG.formatted("second", "2"));
        settle("w");
        edit("second", map -> map.editMetadata().addToFinalizers("test.dev/hold").endMetadata());
        withdraw("w");
        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                    .configMaps()
                                    .inNamespace(namespace)
                                    .withName("second")
                                    .get()
                                    .isMarkedForDeletion();
                        });
        for (int i = 0; i < 5; i++) {
            pass("w");
        }

        assertThat(data("first")).containsEntry("a", "1");
        edit(
                "second",
                map -> map.editMetadata().removeFromFinalizers("test.dev/hold").endMetadata());
        until("w", WorkRemoved.class);
        assertThat(kube.client().configMaps().inNamespace(namespace).withName("first").get())
                .isNull();
        assertThat(kube.client().namespaces().withName(namespace).get()).isNotNull();
    }

    @Test
    void anOlderSessionMayNotWrite() {
        request("w", 0, CONFIG.formatted("a", "1"));
        transactions.in(
                Cause.continuing("c"),
                tx -> ClusterStore.openSession(tx.jdbi(), EAST, 0, tx.now()));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> pass("w"))
                .isInstanceOf(DeposedException.class);

        assertThat(kube.client().configMaps().inNamespace(namespace).withName("a").get()).isNull();
    }

    @Test
    void aCreationThatArrivesAfterTheRemovalGoes() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        withdraw("w");
        until("w", WorkRemoved.class);
        marked("late", "w", "east", 0);

        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                            .configMaps()
                                            .inNamespace(namespace)
                                            .withName("late")
                                            .get()
                                    == null;
                        });
        assertThat(saidOf(WorkRemoved.class)).isEqualTo(1);
    }

    /** An object with the marks of a Work, made by somebody else. */
    private void marked(String name, String work, String cluster, long attempt) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s','namespace':'%s',
                  'labels':{'app.kubernetes.io/managed-by':'aquifer','modelplane.ai/uid':'%s'},
                  'annotations':{'aquifer.dev/work':'%s','aquifer.dev/cluster':'%s',
                    'aquifer.dev/attempt':'%d'}},
                 'data':{'a':'theirs'}}
                """
                        .formatted(
                                name,
                                namespace,
                                owner.admittedUid().value(),
                                work,
                                cluster,
                                attempt));
    }

    @Test
    void aRestoredDatabaseRevertsAndDeletesNothing() {
        kube.namespace(namespace);
        marked("a", "w", "east", 5);
        request("w", 1, CONFIG.formatted("a", "old"));

        assertThat(rejection("w").message()).contains("newer request");
        withdraw("w");
        for (int i = 0; i < 5; i++) {
            pass("w");
        }
        assertThat(data("a")).containsEntry("a", "theirs");

        request("w", 5, CONFIG.formatted("a", "new"));
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "new");
    }

    @Test
    void twoNamesOfOneClusterDoNotFight() {
        kube.namespace(namespace);
        marked("a", "w", "west", 0);
        request("w", 0, CONFIG.formatted("a", "ours"));

        assertThat(rejection("w").message()).contains("InferenceCluster west");
        assertThat(data("a")).containsEntry("a", "theirs");

        admit("west");
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    ClusterStore.markRemoved(tx.jdbi(), new ClusterName("west"));
                    return true;
                });
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "ours");
    }
}
