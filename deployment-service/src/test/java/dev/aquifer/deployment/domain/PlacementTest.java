package dev.aquifer.deployment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.deployment.domain.Candidate.CacheState;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Demand GANG_OF_TWO = new Demand(1, 2, 1);
    private static final ClusterName A = new ClusterName("a");
    private static final ClusterName B = new ClusterName("b");

    private static Candidate cluster(ClusterName name) {
        return new Candidate(name, true, true, List.of(pool(1, 2)), 0, CacheState.READY);
    }

    private static NodePool pool(int gpusPerNode, int nodes) {
        return new NodePool("gpu", "one-gpu", "", "24Gi", gpusPerNode, nodes);
    }

    private static Placement decide(
            int wanted, List<ClusterName> holding, Candidate... candidates) {
        return Placement.decide(
                wanted,
                GANG_OF_TWO,
                holding,
                Set.of(),
                List.of(candidates),
                Map.of("region", "eu"));
    }

    @Test
    void whatRunsGoesOnWhereItsEditDoesNotFit() {
        var small = new Candidate(A, true, true, List.of(pool(1, 1)), 0, CacheState.READY);

        var placement =
                Placement.decide(1, GANG_OF_TWO, List.of(A), Set.of(A), List.of(small), Map.of());

        assertThat(placement.placed()).containsExactly(A);
        assertThat(placement.notFitting()).containsExactly(A);
        assertThat(placement.reason()).isEqualTo("InsufficientCapacity");
        assertThat(placement.message()).contains("no pool has", "a goes on as it was");
    }

    @Test
    void whatRunsAsItIsWantedFitsWhateverTheClusterHasNow() {
        var small = new Candidate(A, true, true, List.of(pool(1, 1)), 0, CacheState.READY);

        var placement = decide(1, List.of(A), small);

        assertThat(placement.notFitting()).isEmpty();
        assertThat(placement.reason()).isEqualTo("ReplicasCreated");
    }

    @Test
    void takesTheFirstThatFits() {
        var placement = decide(1, List.of(), cluster(B), cluster(A));

        assertThat(placement.placed()).containsExactly(A);
        assertThat(placement.reason()).isEqualTo("ReplicasCreated");
    }

    @Test
    void staysWhereItIsThoughTheClusterCannotBeSeen() {
        var away = new Candidate(B, false, true, List.of(), 0, CacheState.READY);

        assertThat(decide(1, List.of(B), cluster(A), away).placed()).containsExactly(B);
    }

    @Test
    void staysWhereItIsThoughNothingIsKnownOfAnyCluster() {
        assertThat(decide(1, List.of(B)).placed()).containsExactly(B);
    }

    @Test
    void fewerWantedKeepsTheFirst() {
        assertThat(decide(1, List.of(B, A)).placed()).containsExactly(A);
    }

    @Test
    void saysWhatEachClusterLacks() {
        var small = new Candidate(A, true, true, List.of(pool(1, 1)), 0, CacheState.READY);
        var full = new Candidate(B, true, true, List.of(pool(1, 2)), 1, CacheState.READY);

        var placement = decide(1, List.of(), small, full);

        assertThat(placement.reason()).isEqualTo("InsufficientCapacity");
        assertThat(placement.excluded())
                .containsExactly(
                        new Exclusion(
                                A,
                                "Capacity",
                                "no pool has 2 node(s) with 1 GPU(s); it has gpu: 1 node(s) with 1"
                                        + " GPU(s)"),
                        new Exclusion(B, "Capacity", "1 of 2 GPUs are taken, 2 are needed"));
        assertThat(placement.message()).contains("a: no pool has", "b: 1 of 2 GPUs");
    }

    @Test
    void neverGoesWhereTheCacheIsNot() {
        var without = new Candidate(A, true, true, List.of(pool(1, 2)), 0, CacheState.NOT_READY);

        var placement = decide(1, List.of(), without);

        assertThat(placement.placed()).isEmpty();
        assertThat(placement.reason()).isEqualTo("CacheNotReady");
    }

    @Test
    void aGangNeedsLeaderWorkerSet() {
        var plain = new Candidate(A, true, false, List.of(pool(1, 2)), 0, CacheState.READY);

        assertThat(decide(1, List.of(), plain).excluded())
                .extracting(Exclusion::gate)
                .containsExactly("LeaderWorkerSet");
    }

    @Test
    void aShortfallIsNeverCalledScheduled() {
        var placement = decide(3, List.of(), cluster(A), cluster(B));

        assertThat(placement.reason()).isEqualTo("PartiallyScheduled");
        assertThat(placement.message())
                .startsWith("2 of 3 clusters matched (checked 2)")
                .endsWith("a replica needs a cluster of its own");
    }

    @Test
    void clustersThatDoNotAnswerAreNotCalledFull() {
        var away = new Candidate(A, false, true, List.of(), 0, CacheState.READY);

        assertThat(decide(1, List.of(), away).reason()).isEqualTo("ClustersNotReady");
    }

    @Test
    void withoutClustersItSaysSo() {
        var placement = decide(1, List.of());

        assertThat(placement.reason()).isEqualTo("NoClusters");
        assertThat(placement.message()).endsWith("region=eu");
    }
}
