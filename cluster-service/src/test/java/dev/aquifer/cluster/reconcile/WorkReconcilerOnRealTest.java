package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.testkit.TestCluster;

class WorkReconcilerOnRealTest extends WorkReconcilerContract {
    @Override
    TestCluster open() {
        return TestCluster.real();
    }
}
