package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.testkit.TestCluster;
import org.junit.jupiter.api.Nested;

/** What reconciling promises, on an API server of our own. */
class WorkReconcilerOnEmbeddedTest {
    @Nested
    class Applying extends ApplyingContract {
        @Override
        TestCluster open() {
            return TestCluster.embedded();
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        TestCluster open() {
            return TestCluster.embedded();
        }
    }

    @Nested
    class Running extends RunningContract {
        @Override
        TestCluster open() {
            return TestCluster.embedded();
        }
    }

    @Nested
    class Copies extends CopiesContract {
        @Override
        TestCluster open() {
            return TestCluster.embedded();
        }
    }
}
