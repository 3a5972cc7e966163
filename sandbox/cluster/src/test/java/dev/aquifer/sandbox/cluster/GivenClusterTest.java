package dev.aquifer.sandbox.cluster;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;

/** The scenario on a real control plane with its own controllers. */
class GivenClusterTest extends ClusterScenario {
    @Override
    ControlPlane start(Path folder) throws IOException {
        var tools = GivenControlPlane.find();
        if (tools.isEmpty()) {
            abort(
                    "NOT RUN: no kube-up found in a shared/kube above this folder, nor named by AQUIFER_KUBE");
        }
        return GivenControlPlane.start(tools.get(), folder);
    }
}
