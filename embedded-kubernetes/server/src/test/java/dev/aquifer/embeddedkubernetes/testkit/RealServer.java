package dev.aquifer.embeddedkubernetes.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * A real API server, started by {@code kube-up}, which stands in the folder that {@code
 * AQUIFER_KUBE} names or in {@code ../shared/kube} of a folder above.
 */
final class RealServer {
    private static final int PORTS = 7;
    private static final int FIRST_PORT = 22_000;
    private static final int LAST_PORT = 22_990;
    private static final int ATTEMPTS = 100;

    private final Path scripts;
    private final Path folder;
    private final Target target;

    private RealServer(Path scripts, Path folder) throws IOException, InterruptedException {
        this.scripts = scripts;
        this.folder = folder;
        run(
                "kube-up",
                folder.toString(),
                "--port",
                Integer.toString(freePorts()),
                "--no-controllers");
        this.target =
                new Target(
                        folder.resolve("kubeconfig"),
                        false,
                        Files.readString(folder.resolve("pki/kubelet-client-ca.crt")));
    }

    /** Starts one, or aborts the test saying what is missing. */
    static RealServer start(Path folder) throws IOException, InterruptedException {
        Optional<Path> scripts = scripts();
        if (scripts.isEmpty()) {
            return abort(
                    "NOT CHECKED AGAINST A REAL API SERVER: no kube-up here; name its folder in AQUIFER_KUBE");
        }
        return new RealServer(scripts.get(), folder);
    }

    private static Optional<Path> scripts() {
        var candidates = new ArrayList<Path>();
        Optional.ofNullable(System.getenv("AQUIFER_KUBE")).map(Path::of).ifPresent(candidates::add);
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            candidates.add(above.resolve("../shared/kube").normalize());
        }
        return candidates.stream()
                .filter(each -> Files.isExecutable(each.resolve("kube-up")))
                .findFirst();
    }

    Target target() {
        return target;
    }

    private void run(String script, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(scripts.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Path log = folder.resolveSibling(script + ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(
                    script + " failed: " + Files.readString(log, StandardCharsets.UTF_8));
        }
    }

    /** The first of some ports in a row that nobody has, below those that clients get. */
    private static int freePorts() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int first = FIRST_PORT + ThreadLocalRandom.current().nextInt(LAST_PORT - FIRST_PORT);
            if (IntStream.range(first, first + PORTS).allMatch(RealServer::isFree)) {
                return first;
            }
        }
        throw new IOException("no " + PORTS + " free ports in a row were found");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    void stop() throws IOException, InterruptedException {
        run("kube-down", folder.toString());
    }
}
