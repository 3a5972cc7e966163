package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster that does not say which kinds it serves has not said that it serves none. */
class DiscoveryTest extends WorkBench {
    private final EmbeddedKubernetes server = EmbeddedKubernetes.start();
    private final FaultyAddress faulty = server.faultyAddress();

    @Override
    TestCluster open() {
        return TestCluster.of(server);
    }

    @Override
    String address() {
        return "https://127.0.0.1:" + faulty.port();
    }

    @AfterEach
    void heal() {
        faulty.plan(FaultPlan.none());
    }

    @AfterAll
    void close() {
        faulty.close();
        server.close();
    }

    private void failDiscoveryOfJobs(int code) {
        faulty.plan(
                FaultPlan.seeded(1)
                        .with(1, Fault.Failed.with(code))
                        .onlyFor(call -> call.path().equals("/apis/batch/v1")));
    }

    private void passAFewTimes() {
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(settled(pass("w"))).isFalse();
            } catch (ClusterAwayException e) {
                assertThat(e).hasMessageContaining("/apis/batch/v1");
            }
        }
    }

    private boolean jobExists() {
        return kube.client().batch().v1().jobs().inNamespace(namespace).withName("hydrate").get()
                != null;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void saysRemovedOnlyWhenAKindCouldBeAskedFor(int code) {
        request("w", 0, JOB.formatted("worker:1"));
        until("w", WorkObserved.class);
        openSession(); // As a replica that took over: it knows of no kind yet.
        withdraw("w");

        failDiscoveryOfJobs(code);
        passAFewTimes();

        assertThat(saidOf(WorkRemoved.class)).isZero();
        assertThat(jobExists()).isTrue();
        faulty.plan(FaultPlan.none());
        until("w", WorkRemoved.class);
        assertThat(jobExists()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void saysNoSuchKindOnlyWhenTheClusterDid(int code) {
        request("w", 0, JOB.formatted("worker:1"));

        failDiscoveryOfJobs(code);
        passAFewTimes();

        assertThat(
                        transactions.published().stream()
                                .filter(WorkRejected.class::isInstance)
                                .map(event -> ((WorkRejected) event).code()))
                .doesNotContain("NoSuchKind");
        faulty.plan(FaultPlan.none());
        until("w", WorkObserved.class);
        assertThat(jobExists()).isTrue();
    }
}
