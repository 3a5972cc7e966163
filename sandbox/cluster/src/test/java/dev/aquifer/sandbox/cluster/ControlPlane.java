package dev.aquifer.sandbox.cluster;

import java.nio.file.Path;

/** An API server with controllers, for the time of a test class. */
interface ControlPlane extends AutoCloseable {
    Path kubeconfig();

    Path kubeletClientCa();

    @Override
    void close();
}
