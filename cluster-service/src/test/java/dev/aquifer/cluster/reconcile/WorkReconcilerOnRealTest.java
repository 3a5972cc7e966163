package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.testkit.TestCluster;
import org.junit.jupiter.api.Nested;

/** The same on a real one. */
class WorkReconcilerOnRealTest {
    @Nested
    class Applying extends ApplyingContract {
        @Override
        TestCluster open() {
            return TestCluster.real();
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        TestCluster open() {
            return TestCluster.real();
        }
    }

    @Nested
    class Running extends RunningContract {
        @Override
        TestCluster open() {
            return TestCluster.real();
        }
    }

    @Nested
    class Copies extends CopiesContract {
        @Override
        TestCluster open() {
            return TestCluster.real();
        }
    }
}
