package dev.aquifer.counterpart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * A real API server on loopback with etcd and, unless an option says otherwise, its controllers,
 * its scheduler and the controller of LeaderWorkerSets. It keeps all it has in a folder, so that it
 * can go away and come back at its address.
 */
public final class RealControlPlane {
    /** No controllers and no scheduler: nothing happens but what a client asks. */
    public static final String NO_CONTROLLERS = "--no-controllers";

    /** No LeaderWorkerSets. */
    public static final String NO_LWS = "--no-lws";

    /** What to say where none can be had. */
    public static final String MISSING =
            "NOT TESTED against a real API server: there is no kube-up in a shared/kube beside a"
                    + " folder above, and AQUIFER_KUBE names none";

    private static final int STARTS = 3;
    private static final int MINUTES = 3;

    private final Path tools;
    private final Path folder;
    private final List<String> options;
    private int port;

    private RealControlPlane(Path tools, Path folder, List<String> options) {
        this.tools = tools;
        this.folder = folder;
        this.options = options;
    }

    /**
     * The folder with {@code kube-up} and {@code kube-down}: the one that the environment variable
     * AQUIFER_KUBE names, else {@code shared/kube} beside this folder or one above it.
     */
    public static Optional<Path> tools() {
        var above =
                Stream.iterate(
                                Optional.of(Path.of("").toAbsolutePath()),
                                Optional::isPresent,
                                at -> at.map(Path::getParent))
                        .map(at -> at.orElseThrow().resolve("shared").resolve("kube"));
        return Stream.concat(Stream.ofNullable(System.getenv("AQUIFER_KUBE")).map(Path::of), above)
                .filter(each -> Files.isExecutable(each.resolve("kube-up")))
                .findFirst();
    }

    /**
     * Starts one whose data are in {@code folder}. A start may fail for no fault of ours, as the
     * scripts take ports that another process may take first: it is tried again, and said.
     *
     * @throws IOException that it did not come up, with what it said; nothing is left running
     */
    public static RealControlPlane start(Path tools, Path folder, String... options)
            throws IOException, InterruptedException {
        var plane = new RealControlPlane(tools, folder, List.of(options));
        plane.upAt(FreePorts::row);
        return plane;
    }

    /** Lets it come back at the address it had. */
    public void startAgain() throws IOException, InterruptedException {
        upAt(() -> port);
    }

    private void upAt(IntSupplier ports) throws IOException, InterruptedException {
        for (var left = STARTS - 1; ; left--) {
            port = ports.getAsInt();
            try {
                run("kube-up", Stream.concat(Stream.of("--port", "" + port), options.stream()));
                return;
            } catch (IOException e) { // part of it may run
                stop();
                if (left == 0) {
                    throw e;
                }
                System.err.println("once more: " + e.getMessage());
            }
        }
    }

    /** Stops it; what it has stays in its folder. */
    public void stop() throws IOException, InterruptedException {
        run("kube-down", Stream.empty());
    }

    private void run(String script, Stream<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(tools.resolve(script).toString(), folder.toString()));
        arguments.forEach(command::add);
        var log = Files.createTempFile(script, ".log");
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(script + " does not end: " + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new IOException(script + " failed: " + Files.readString(log));
            }
        } finally {
            Files.delete(log);
        }
    }

    /** Where its API is. */
    public int port() {
        return port;
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** Of a user {@code aquifer} who may do nothing yet. */
    public Path limitedKubeconfig() {
        return folder.resolve("kubeconfig-aquifer");
    }

    /** The certificate that its API shows; it is its own authority. */
    public Path certificate() {
        return folder.resolve("pki").resolve("apiserver.crt");
    }

    /** The authority of the certificate that it shows to kubelets. */
    public Path kubeletClientAuthority() {
        return folder.resolve("pki").resolve("kubelet-client-ca.crt");
    }
}
