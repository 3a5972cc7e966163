package dev.aquifer.sandbox.cluster;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.nio.file.Path;

/** The scenario on a real control plane with its own controllers. */
class GivenClusterTest extends ClusterScenario {
    @Override
    ControlPlane start(Path folder) throws IOException {
        var tools = RealControlPlane.tools();
        if (tools.isEmpty()) {
            abort(RealControlPlane.MISSING);
        }
        try {
            return new GivenControlPlane(RealControlPlane.start(tools.get(), folder));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
