package dev.aquifer.embeddedkubernetes.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real API server without controllers. */
record RealServer(RealControlPlane plane, Target target) {
    /** Starts one, or aborts the test saying what is missing. */
    static RealServer start(Path folder) throws IOException, InterruptedException {
        var tools = RealControlPlane.tools();
        if (tools.isEmpty()) {
            return abort(RealControlPlane.MISSING);
        }
        var plane = RealControlPlane.start(tools.get(), folder, RealControlPlane.NO_CONTROLLERS);
        return new RealServer(
                plane,
                new Target(
                        plane.kubeconfig(),
                        false,
                        Files.readString(plane.kubeletClientAuthority())));
    }

    void stop() throws IOException, InterruptedException {
        plane.stop();
    }
}
