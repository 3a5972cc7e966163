package dev.aquifer.cluster.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A real API server with its controllers, found at run time. */
final class RealKubernetes {
    private RealKubernetes() {}

    /** Aborts the test loudly when there is none to be had. */
    static void require() {
        if (System.getenv("AQUIFER_TEST_KUBECONFIG") == null
                && RealControlPlane.tools().isEmpty()) {
            var message =
                    RealControlPlane.MISSING
                            + ", nor AQUIFER_TEST_KUBECONFIG a cluster that may be used for tests";
            System.err.println(message);
            abort(message);
        }
    }

    /** The kubeconfig of one, after {@link #require}. */
    static Path kubeconfig() {
        var running = System.getenv("AQUIFER_TEST_KUBECONFIG");
        if (running != null) {
            return Path.of(running);
        }
        try {
            return start(RealControlPlane.tools().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path start(Path tools) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("cluster-service-kube");
        var plane = RealControlPlane.start(tools, folder, RealControlPlane.NO_LWS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(plane, folder)));
        return plane.kubeconfig();
    }

    private static void stop(RealControlPlane plane, Path folder) {
        try {
            plane.stop();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
