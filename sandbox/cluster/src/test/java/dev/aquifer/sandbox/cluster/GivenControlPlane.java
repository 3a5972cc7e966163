package dev.aquifer.sandbox.cluster;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The real ones: API server, controllers, scheduler and LeaderWorkerSet controller. */
record GivenControlPlane(RealControlPlane plane) implements ControlPlane {
    @Override
    public Path kubeconfig() {
        return plane.kubeconfig();
    }

    @Override
    public Path kubeletClientCa() {
        return plane.kubeletClientAuthority();
    }

    @Override
    public void close() {
        try {
            plane.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
