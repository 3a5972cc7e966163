package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.testkit.TestCluster;

class WorkReconcilerOnEmbeddedTest extends WorkReconcilerContract {
    @Override
    TestCluster open() {
        return TestCluster.embedded();
    }
}
