package dev.aquifer.cluster.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A real API server with its controllers, found at run time. */
final class RealKubernetes {
    private RealKubernetes() {}

    /** Aborts the test loudly when there is none to be had. */
    static void require() {
        if (System.getenv("AQUIFER_TEST_KUBECONFIG") == null && kube().isEmpty()) {
            var message =
                    "NOT TESTED against a real API server: there is none. Set AQUIFER_KUBE to a"
                            + " folder with kube-up, or AQUIFER_TEST_KUBECONFIG to a cluster that"
                            + " may be used for tests";
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
        var kube = kube();
        try {
            return start(kube.orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> kube() {
        var named = System.getenv("AQUIFER_KUBE");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (var here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            var candidate = here.resolve("shared/kube");
            if (Files.isExecutable(candidate.resolve("kube-up"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Path start(Path kube) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("cluster-service-kube");
        var up =
                new ProcessBuilder(
                                kube.resolve("kube-up").toString(),
                                folder.toString(),
                                "--port",
                                Integer.toString(freePorts()),
                                "--no-lws")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("up.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kube, folder)));
        if (!up.waitFor(90, TimeUnit.SECONDS) || up.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("up.log")));
        }
        return folder.resolve("kubeconfig");
    }

    /** The first of seven ports in a row that are free: that many a control plane takes. */
    private static int freePorts() {
        var first = 24_000 + 10 * (int) (ProcessHandle.current().pid() % 90);
        while (!IntStream.range(first, first + 7).allMatch(RealKubernetes::isFree)) {
            first += 10;
        }
        return first;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void stop(Path kube, Path folder) {
        try {
            new ProcessBuilder(kube.resolve("kube-down").toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(20, TimeUnit.SECONDS);
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
