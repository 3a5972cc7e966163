package dev.aquifer.sandbox.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** The scenario on the embedded server with the sandbox's controllers. */
class EmbeddedClusterTest extends ClusterScenario {
    @Override
    ControlPlane start(Path folder) throws IOException {
        return EmbeddedControlPlane.start(folder);
    }
}
